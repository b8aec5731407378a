import {
  createDotdigitalSandbox,
  type SandboxOptions,
  type SandboxState,
  type SandboxWorld,
} from '@concord/sandbox-dotdigital'
import { createDotdigital, type Dotdigital } from '../client.js'

export interface TestAccount {
  readonly url: string
  readonly dotdigital: Dotdigital
  readonly control: (path: string, body: unknown) => Promise<unknown>
  readonly state: () => Promise<SandboxState>
  readonly close: () => Promise<void>
}

/** An account of its own, with the client that talks to it. Its clock stands: only the control API moves it. */
export const openAccount = async (world: SandboxWorld, settings?: SandboxOptions['settings']): Promise<TestAccount> => {
  const sandbox = await createDotdigitalSandbox({
    port: 0,
    now: () => new Date('2026-11-20T12:00:00Z'),
    world,
    settings,
  })
  const dotdigital = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret', timeoutMs: 5000 })
  return {
    url: sandbox.url,
    dotdigital,
    control: (path, body) =>
      fetch(`${sandbox.url}/_sandbox${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    state: async () => (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState,
    close: async () => {
      await dotdigital.close()
      await sandbox.stop()
    },
  }
}
