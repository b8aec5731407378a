import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a pool and its server, and can let nothing through any more without ending a connection. */
export interface SilentProxy {
  /** The server's address, through here. */
  readonly url: string
  silence(isSilent: boolean): void
  close(): Promise<void>
}

export const silentProxy = async (target: string): Promise<SilentProxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isSilent = false
  const hold = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const join = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => void (isSilent || to.write(bytes)))
    from.on('close', () => to.destroy())
  }
  const server = createServer((near) => {
    const far = hold(connect(Number(port), hostname))
    join(hold(near), far)
    join(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: through(target, server.address() as AddressInfo),
    silence(silent) {
      isSilent = silent
    },
    close() {
      sockets.forEach((socket) => socket.destroy())
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const through = (target: string, { address, port }: AddressInfo): string => {
  const url = new URL(target)
  url.host = `${address}:${port}`
  return url.href
}
