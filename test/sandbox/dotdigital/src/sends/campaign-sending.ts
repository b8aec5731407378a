import { randomUUID } from 'node:crypto'
import type { CampaignSend, SentMessage } from '../memory/account.js'
import { isOut, membersOf } from '../lists/list-rules.js'
import type { State } from '../memory/state.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

/** Marketing: goes to whom it may go to, one message each; with nobody named, to everybody. */
export const sendCampaign = (store: Store, send: CampaignSend): number => {
  const [from] = store.state.fromAddresses
  const at = store.now().toISOString()
  const to = recipients(store.state, send).flatMap(({ identifiers }) => identifiers['email'] ?? [])
  for (const address of to) {
    const message: SentMessage = {
      id: randomUUID(),
      kind: 'campaign',
      to: [address],
      campaignId: send.campaignId,
      from,
      personalization: {},
      at,
    }
    store.record({ fact: 'sent', message })
  }
  return to.length
}

const recipients = (state: State, { contactIds, addressBookIds }: CampaignSend): readonly StoredContact[] => {
  const named = (contactIds ?? []).flatMap((id) => state.contacts.get(id) ?? [])
  const listed = (addressBookIds ?? []).flatMap((id) => membersOf(state, id))
  const isForAll = contactIds === null && addressBookIds === null
  const meant = isForAll ? [...state.contacts.values()] : [...new Set([...named, ...listed])]
  return meant.filter(({ emailStatus }) => !isOut(emailStatus) && emailStatus !== 'pendingOptIn')
}
