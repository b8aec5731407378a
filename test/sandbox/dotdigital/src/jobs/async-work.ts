import type { AsyncWork } from '../memory/account.js'
import { sendCampaign } from '../sends/campaign-sending.js'
import { importEvents } from '../insight/event-import.js'
import { emptied } from '../insight/insight-deleting.js'
import { leftList } from '../lists/list-leaving.js'
import type { Store } from '../memory/store.js'

/** Does what was accepted, and tells how many things that were. */
export const asyncWork = (store: Store, work: AsyncWork): number => {
  switch (work.kind) {
    case 'remove-from-list':
      return leftList(store, work.listId, work.contactIds)
    case 'empty-collection':
      return emptied(store, work.collection, work.ownerContactId)
    case 'delete-collection': {
      const records = emptied(store, work.collection)
      store.record({ fact: 'collection-deleted', collection: work.collection })
      return records
    }
    case 'import-events':
      return importEvents(store, work.events)
    case 'send-campaign':
      return sendCampaign(store, work.send)
  }
}
