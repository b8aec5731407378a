import winston from 'winston'

type Fields = Readonly<Record<string, unknown>>

/** Structured lines: ids, outcomes and numbers; never names, addresses or secrets. */
export interface Log {
  info(event: string, fields?: Fields): void
  warn(event: string, fields?: Fields): void
  error(event: string, fields?: Fields): void
}

/** JSON lines on standard output, or in a file where one is named. */
export const createLog = (service: string, file?: string): Log => {
  const transport =
    file === undefined ? new winston.transports.Console() : new winston.transports.File({ filename: file })
  const logger = winston.createLogger({
    level: process.env['LOG_LEVEL'] ?? 'info',
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    defaultMeta: { service },
    transports: [transport],
  })
  return {
    info: (event, fields) => void logger.info(event, plain(fields)),
    warn: (event, fields) => void logger.warn(event, plain(fields)),
    error: (event, fields) => void logger.error(event, plain(fields)),
  }
}

/** Failures as their code, message and causes: an Error has no enumerable fields of its own. */
const plain = (fields: Fields = {}): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? told(value) : value]),
  )

const told = (failure: Error): Fields => ({
  name: failure.name,
  message: failure.message,
  ...('code' in failure ? { code: failure.code } : {}),
  ...(failure.cause instanceof Error ? { cause: told(failure.cause) } : {}),
})

/** For tests and tools that want no lines. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
