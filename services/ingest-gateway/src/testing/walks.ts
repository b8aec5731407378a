import type { PollNeeds } from '../poll.js'
import type { Walk } from '../poll-walk.js'

/** A poll that takes all its pages at once. */
export const atOnce =
  (poll: (needs: PollNeeds) => Promise<Walk>) =>
  async (needs: PollNeeds): Promise<void> => {
    const walk = await poll(needs)
    while (await walk()) continue
  }
