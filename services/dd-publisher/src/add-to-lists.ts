import { type Opened, take } from './opened.js'
import { attempt, carriedBy, type SendNeeds } from './sending.js'

/** By entry into a list: who is on it already stays, so that one whose answer was lost is simply made again. */
export const addToLists = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
  const { triggers, platform } = needs
  for (const { one, channel } of carriedBy('listEntry', needs, opened)) {
    await attempt(needs, await take(needs, [one]), {
      call: async (batch) => {
        for (const { trigger } of batch) await platform.addToList(trigger.contactId, channel.listEntry)
      },
      done: (batch) =>
        triggers.conclude(
          batch.map(({ trigger, proof }) => ({ trigger, proof, outcome: { state: 'sent', reason: 'sent' } })),
        ),
    })
  }
}
