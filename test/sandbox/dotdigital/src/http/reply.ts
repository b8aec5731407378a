/** What a handler answers; `undefined` as body sends none. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  /** Default JSON. */
  readonly type?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What a handler is asked. */
export interface Input {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, unknown>>
  /** By the sandbox's clock. */
  readonly at: Date
  /** Whatever was called, this call among them. */
  readonly callsInLastHour: number
  /** Where the sandbox is reached. */
  readonly origin: string
  /** As it was called, encoded. */
  readonly path: string
}

/** Which allowance a call is taken from (developer.dotdigital.com/docs/call-rate-limits). */
export type Tier = 'low' | 'medium' | 'high' | 'unlimited'

export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With names in braces. */
  readonly path: string
  readonly tier: Tier
  readonly handle: (input: Input) => Reply
}

export const ok = (body: unknown, status = 200): Reply => ({ status, body })

/** A v2 refusal: the code is only found at the end of the message. */
export const v2Refusal = (status: number, code: string, text = 'Error:'): Reply => ({
  status,
  body: { message: `${text} ${code}` },
})

export const v3Refusal = (
  status: number,
  errorCode: string,
  description: string,
  details?: readonly { item: string; description: string }[],
): Reply => ({
  status,
  body: { errorCode, description, ...(details === undefined ? {} : { details }) },
})

/** The same question about another page; the marker of the first is empty. */
export const linkTo = (
  { origin, path, query }: Pick<Input, 'origin' | 'path' | 'query'>,
  marker: string,
): { readonly marker: string; readonly link: string } => {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (name !== 'marker' && typeof value === 'string') asked.set(name, value)
  if (marker !== '') asked.set('marker', marker)
  return { marker, link: `${origin}${path}${asked.size === 0 ? '' : `?${asked.toString()}`}` }
}

/** The instant of a `gte::…Z` filter; NaN where it is not one. */
export const sinceOf = (filter: string | undefined): number => {
  if (filter === undefined) return 0
  return /^gte::\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(filter) ? Date.parse(filter.slice(5)) : Number.NaN
}
