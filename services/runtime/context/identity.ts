/** Who asks, as a verified token says. */
export interface Identity {
  readonly userId: string;
  readonly roles: readonly string[];
}
