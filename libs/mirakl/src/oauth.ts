import { z } from 'zod'
import type { Reply } from './connection.js'
import type { Authorization, OAuthClient } from './credentials.js'
import { CredentialsRefused, MiraklUnavailable } from './errors.js'
import { refusal } from './refusal.js'

interface Needs {
  /** Posts the form to the token endpoint. */
  readonly post: (form: string) => Promise<Reply>
  /** Milliseconds that only ever go up. */
  readonly now: () => number
}

/** A token is renewed this long before its end, or a tenth of its life where that is shorter. */
const marginSeconds = 60

const Token = z.object({
  access_token: z.string().min(1),
  /** Seconds, 3599 as seen; a token without it is kept until it is refused. */
  expires_in: z.coerce.number().positive().optional().catch(undefined),
})

interface Held {
  readonly header: string
  readonly until: number
}

/** Bearer tokens by client credentials (RFC 6749, 4.4): kept while they are good, asked for once by all who wait. */
export const oauthAuthorization = (client: OAuthClient, { post, now }: Needs): Authorization => {
  let held: Held | undefined
  let asking: Promise<Held> | undefined

  const ask = async (): Promise<Held> => {
    const { access_token: token, expires_in: lifeSeconds = Infinity } = tokenIn(await post(formOf(client)))
    const goodSeconds = lifeSeconds - Math.min(marginSeconds, lifeSeconds / 10)
    return { header: `Bearer ${token}`, until: now() + goodSeconds * 1_000 }
  }
  return {
    async header(signal) {
      if (held !== undefined && now() < held.until) return held.header
      asking ??= ask().finally(() => (asking = undefined))
      held = await unlessAborted(asking, signal)
      return held.header
    },
    forget(header) {
      if (held?.header === header) held = undefined
      return true
    },
  }
}

const formOf = ({ clientId, clientSecret }: OAuthClient): string =>
  new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString()

/** Nothing of the answer is quoted: it may repeat the client's secret, or hold the token. */
const tokenIn = ({ status, headers, text }: Reply): z.output<typeof Token> => {
  if (status === 400 || status === 401 || status === 403) {
    throw new CredentialsRefused(`OAuth: the token endpoint refused the client (${status})`)
  }
  if (status < 200 || status > 299) throw refusal('OAuth', { status, headers, text: '' })
  const token = Token.safeParse(jsonOrNothing(text))
  if (!token.success) throw new MiraklUnavailable('OAuth: the token endpoint gave no token')
  return token.data
}

const jsonOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whoever runs out of time leaves; the others wait on for the same token. */
const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const done = new AbortController()
  const outOfTime = new Promise<never>((_resolve, reject) => {
    const leave = (): void => reject(new MiraklUnavailable('OAuth: no token in time', signal.reason))
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { signal: done.signal })
  })
  try {
    return await Promise.race([promise, outOfTime])
  } finally {
    done.abort()
  }
}
