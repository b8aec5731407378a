import { createDotdigitalSandbox, type DotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, type MiraklSandbox } from '@concord/sandbox-mirakl'
import { createWorld } from '@concord/sandbox-seed'

const seed = 2026

export const account = { user: 'apiuser-conformance@apiconnector.com', password: 'sandbox' }

/** Both sandboxes, seeded, as if they had just been opened. */
export const openSandboxes = async (): Promise<{
  readonly mirakl: MiraklSandbox
  readonly dotdigital: DotdigitalSandbox
  readonly world: ReturnType<typeof createWorld>
  readonly stop: () => Promise<void>
}> => {
  const world = createWorld({ seed, anchor: new Date(), size: 120 })
  const mirakl = await createMiraklSandbox({ port: 0, world })
  const dotdigital = await createDotdigitalSandbox({
    port: 0,
    world: world.dotdigital,
    settings: { importMs: 20 },
    ...account,
  })
  return {
    mirakl,
    dotdigital,
    world,
    stop: async () => {
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}
