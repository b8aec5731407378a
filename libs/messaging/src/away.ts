/** Sockets and name look-ups that find nobody, or lose whom they found (nodejs.org/api/errors.html, "Common system errors"). */
const systemCode =
  /^E(CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|HOSTUNREACH|HOSTDOWN|NETUNREACH|NOTFOUND|AI_AGAIN)$/

/**
 * SQLSTATE of a server that breaks off, ends, starts, or has no room or connection left: class 08, class 53, 57P01 to
 * 57P03 (postgresql.org/docs/15/errcodes-appendix.html).
 */
const sqlState = /^(08|53)[0-9A-Z]{3}$|^57P0[123]$/

/** What pg 8.23, pg-pool 3.14 and ioredis 6 say by text alone. */
const texts = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Connection is closed.',
  'Command timed out',
  'Reached the max retries per request limit',
  'LOADING Redis is loading the dataset in memory',
]

/** In which words, holding no data, a driver says that its server is away; undefined where it does not. */
export const awayAs = (failure: unknown): string | undefined => {
  if (!(failure instanceof Error)) return undefined
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : ''
  if (systemCode.test(code) || sqlState.test(code)) return code
  return texts.find((text) => failure.message.startsWith(text)) ?? awayAs(failure.cause)
}
