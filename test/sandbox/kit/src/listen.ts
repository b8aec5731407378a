import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

export interface Listening {
  readonly url: string
  /** Breaks what is under way. */
  close(): Promise<void>
}

/**
 * @param port 0 takes any free one
 * @param host a sandbox has no secrets worth the name, and belongs on no open network
 */
export const listen = async (app: Express, port: number, host = '127.0.0.1'): Promise<Listening> => {
  const server = createServer(app)
  server.listen(port, host)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${String(taken)}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
