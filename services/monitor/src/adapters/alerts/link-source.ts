import { LinkVisits } from '@concord/contracts'

interface Needs {
  /** Where dd-publisher answers; each replica tells the same. */
  readonly urls: () => readonly string[]
  readonly token: string | undefined
}

const timeoutMs = 10_000

/** What dd-publisher says of its visits; undefined where none of its replicas says anything, which figures tell of. */
export const linkSource =
  ({ urls, token }: Needs) =>
  async (): Promise<LinkVisits | undefined> => {
    for (const url of urls()) {
      const visits = await visitsAt(url, token).catch(() => undefined)
      if (visits !== undefined) return visits
    }
    return undefined
  }

const visitsAt = async (url: string, token: string | undefined): Promise<LinkVisits | undefined> => {
  const response = await fetch(new URL('/v1/links', url), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  })
  if (response.ok) return LinkVisits.parse(await response.json())
  await response.body?.cancel()
  return undefined
}
