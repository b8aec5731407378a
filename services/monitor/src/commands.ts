import type { Message } from '@concord/contracts'
import type { Bus } from '@concord/messaging'

/** What people asked for and the bus has not confirmed yet. */
export interface Commands {
  /** The oldest first, each with its place. */
  untold(limit: number): Promise<readonly { readonly id: string; readonly message: Message }[]>
  told(ids: readonly string[]): Promise<void>
}

const batch = 100

/** Tells what people asked for, from rows; answers whether there may be more. A crash in between tells the same message again. */
export const tellCommands = async (commands: Commands, bus: Pick<Bus, 'publish'>): Promise<boolean> => {
  const untold = await commands.untold(batch)
  if (untold.length === 0) return false
  await bus.publish(untold.map(({ message }) => message))
  await commands.told(untold.map(({ id }) => id))
  return untold.length === batch
}
