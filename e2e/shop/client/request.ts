/** One request, named as its declaration and OpenAPI name it. */
export interface Request {
  /** Method and path with its query, e.g. `GET /products?limit=2`. */
  readonly line: string;
  /** Access token. @default - none */
  readonly token?: string;
  /** Sent as JSON. @default - no body */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longest wait for the whole answer, in milliseconds. @default 20000 */
  readonly patienceMs?: number;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; `undefined` where there is none. */
  readonly body: Body;
}

/**
 * Sends a request to a shop and gives whatever it answers.
 * @param url base URL of the gateway, or of a service
 * @throws when there is no answer
 */
export async function send<Body = unknown>(url: string, request: Request): Promise<Answer<Body>> {
  const { line, token, body, headers = {}, patienceMs = 20_000 } = request;
  const [method, path] = line.split(' ') as [string, string];
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  return { status: response.status, headers: response.headers, body: (await bodyOf(response)) as Body };
}

/**
 * Sends a request that must be answered with this status.
 * @throws with the request and the answer when it is not
 */
export async function expectAnswer<Body>(url: string, status: number, request: Request): Promise<Answer<Body>> {
  const answer = await send<Body>(url, request);
  if (answer.status !== status) {
    throw new Error(
      `${request.line} answered ${answer.status}, expected ${status}: ${JSON.stringify(answer.body)?.slice(0, 1_000)}`,
    );
  }
  return answer;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return text === '' ? undefined : isJson ? (JSON.parse(text) as unknown) : text;
}
