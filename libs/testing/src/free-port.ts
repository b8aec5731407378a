import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the ports that Linux (from 32768) and macOS (from 49152) lend to outgoing connections: such a port could be
// taken, even by its own client that connects to itself, while the server on it is stopped for a while.
const lowest = 15_000
const highest = 32_000
const attempts = 100

/** A port on 127.0.0.1 that nobody listens on now, and that no outgoing connection will be given. */
export const freePort = async (): Promise<number> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowest, highest)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port found between ${lowest} and ${highest}`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
