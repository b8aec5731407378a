import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a bus and its broker, to fail like a network does. */
export interface TcpProxy {
  /** The broker's address, through here. */
  readonly url: string
  /** Ends every connection without a word. */
  cut(): void
  /** The connection after that many ends all that there are. */
  passOnly(count: number): void
  /** As long as it holds, nothing passes in either direction, and nobody is told. */
  hold(isHolding: boolean): void
  /** As long as it refuses, whoever connects is thrown out at once. */
  refuse(isRefusing: boolean): void
  close(): Promise<void>
}

export const tcpProxy = async (target: string): Promise<TcpProxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isRefusing = false
  let left = Infinity
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    return socket
  }
  const server = createServer((near): void => {
    if (isRefusing) return void near.destroy()
    left -= 1
    if (left < 0) return [near, ...sockets].forEach((socket) => socket.destroy())
    const far = keep(connect(Number(port), hostname))
    keep(near).pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    url: proxied(target, server.address() as AddressInfo),
    cut,
    passOnly(count) {
      left = count
    },
    hold: (isHolding) => sockets.forEach((socket) => (isHolding ? socket.pause() : socket.resume())),
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
