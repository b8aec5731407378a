import autocannon from 'autocannon'
import type { Post } from './signed.js'

/** What a burst came to; milliseconds. */
export interface Burst {
  readonly posts: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly slowest: number
  /** Answered with anything but 2xx. */
  readonly refused: number
  /** Not answered within ten seconds, or cut. */
  readonly unanswered: number
}

interface Aim {
  readonly url: string
  readonly postOf: (nth: number) => Post
  readonly posts: number
  readonly connections: number
}

/** So many posts at once over so many connections, each with a body of its own. */
export const burst = async ({ url, postOf, posts, connections }: Aim): Promise<Burst> => {
  let nth = 0
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const { body, headers } = postOf((nth += 1))
    return { ...request, body, headers: { ...headers } }
  }
  const result = await autocannon({
    ...{ url, connections, amount: posts, method: 'POST' as const },
    requests: [{ setupRequest }],
  })
  const { latency, errors, timeouts, non2xx } = result
  return {
    posts: result.requests.total,
    perSecond: Math.round(result.requests.total / result.duration),
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    slowest: latency.max,
    refused: non2xx,
    // A timeout is counted among the errors, too.
    unanswered: Math.max(errors, timeouts),
  }
}

export const lineOf = (name: string, burst: Burst): string =>
  `${name.padEnd(24)} ${String(burst.perSecond).padStart(6)}/s  p50 ${burst.p50} ms  p99 ${burst.p99} ms  ` +
  `p99.9 ${burst.p999} ms  slowest ${burst.slowest} ms  refused ${burst.refused}  unanswered ${burst.unanswered}`
