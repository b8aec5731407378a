import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a bus and its broker, to fail like a network does. */
export interface TcpProxy {
  /** The broker's address, through here. */
  readonly url: string
  /** Ends every connection without a word. */
  cut(): void
  /** As long as it refuses, whoever connects is thrown out at once. */
  refuse(isRefusing: boolean): void
  close(): Promise<void>
}

export const tcpProxy = async (target: string): Promise<TcpProxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isRefusing = false
  const hold = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    return socket
  }
  const server = createServer((near) => {
    if (isRefusing) return near.destroy()
    const far = hold(connect(Number(port), hostname))
    hold(near).pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    return far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: proxied(target, server.address() as AddressInfo),
    cut,
    refuse(refusing) {
      isRefusing = refusing
    },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const proxied = (target: string, { address, port }: AddressInfo): string => {
  const url = new URL(target)
  url.host = `${address}:${port}`
  return url.href
}
