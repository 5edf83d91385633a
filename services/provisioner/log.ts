/** Writes one record; fields never hold a secret. */
export type Log = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Records as JSON, one a line, on standard output. */
export const logJson: Log = (message, fields = {}) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), msg: message, ...fields })}\n`);
};
