import autocannon from 'autocannon'

/** What a burst came to; milliseconds. */
export interface Burst {
  readonly posts: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly slowest: number
  /** Anything but 2xx, and calls without an answer. */
  readonly refused: number
}

interface Aim {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The body of the nth post. */
  readonly body: (nth: number) => string
  readonly posts: number
  readonly connections: number
}

/** So many posts at once over so many connections, each with a body of its own. */
export const burst = async ({ url, headers, body, posts, connections }: Aim): Promise<Burst> => {
  let nth = 0
  const result = await autocannon({
    url,
    connections,
    amount: posts,
    method: 'POST',
    headers: { ...headers },
    requests: [{ setupRequest: (request) => ({ ...request, body: body((nth += 1)) }) }],
  })
  const { latency, errors, timeouts, non2xx } = result
  return {
    posts: result.requests.total,
    perSecond: Math.round(result.requests.total / result.duration),
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p99_9,
    slowest: latency.max,
    refused: non2xx + errors + timeouts,
  }
}

export const lineOf = (name: string, { perSecond, p50, p99, p999, slowest, refused }: Burst): string =>
  `${name.padEnd(24)} ${String(perSecond).padStart(6)}/s  p50 ${p50} ms  p99 ${p99} ms  p99.9 ${p999} ms  ` +
  `slowest ${slowest} ms  refused ${refused}`
