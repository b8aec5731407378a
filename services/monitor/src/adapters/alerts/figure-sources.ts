import type { Metrics } from '@concord/runtime'
import { isRead, type Sample, type SourceSeen } from '../../alerts/figures.js'
import { samplesIn } from './prometheus-text.js'

/** A process whose `/metrics` are read. */
export interface WatchedUrl {
  readonly name: string
  readonly url: string
}

interface Needs {
  /** Those of this process. */
  readonly own: Pick<Metrics, 'scrape'>
  readonly urls: readonly WatchedUrl[]
  readonly token: string | undefined
}

const timeoutMs = 10_000

/** Reads the metrics of this process and of all others at once; what gives none says why. */
export const figureSources =
  ({ own, urls, token }: Needs) =>
  (): Promise<readonly SourceSeen[]> =>
    Promise.all([
      reading('monitor', 'this process', async () => (await own.scrape()).text),
      ...urls.map(({ name, url }) => reading(name, new URL(url).host, () => textAt(url, token))),
    ])

const reading = async (name: string, at: string, read: () => Promise<string>): Promise<SourceSeen> => {
  try {
    const samples: readonly Sample[] = samplesIn(await read(), isRead)
    return { name, at, samples }
  } catch (failure) {
    return { name, at, failure: failure instanceof FiguresRefused ? failure.message : 'it gives no answer' }
  }
}

class FiguresRefused extends Error {}

const textAt = async (url: string, token: string | undefined): Promise<string> => {
  const response = await fetch(new URL('/metrics', url), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new FiguresRefused(`HTTP ${response.status}`)
  }
  return response.text()
}
