import type { Reply, Route } from '../http/reply.js'
import type { Store } from '../memory/store.js'

/** What deleted contacts come back from, unless they are deleted for good. */
export const recycleBinRoutes = (store: Store): readonly Route[] => [
  {
    method: 'post',
    path: '/v2/accounts/empty-recycle-bin',
    tier: 'low',
    handle: (): Reply => {
      if (store.state.bin.size > 0) store.record({ fact: 'bin-emptied' })
      return { status: 202 }
    },
  },
]
