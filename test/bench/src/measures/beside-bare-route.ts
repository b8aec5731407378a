import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./bare-route.js', import.meta.url))

/** Has the bare route run as a process of its own, as the gateway is one, for as long as the work takes. */
export const withBareRoute = async (secret: string, work: (url: string) => Promise<void>): Promise<void> => {
  const child = fork(program, [secret])
  try {
    const [port] = (await once(child, 'message')) as [number]
    await work(`http://127.0.0.1:${port}`)
  } finally {
    child.kill()
  }
}
