import type { Get } from './http.js'
import type { Pages } from './pages.js'
import { type SeekPage, seekPages } from './seek-paging.js'

/**
 * OR61: what OR11 does not tell of an incident, its id, dates and status. Its schema is published (components of the
 * front API's document), its path, filters and call frequency are not; ask the operator for them, and whether an
 * operator's credentials may call it.
 */
export interface Incidents {
  /** Items for `parseIncident`. */
  pages(): Pages<SeekPage>
}

export const createIncidents = (get: Get, path: string, maxPerPage: number): Incidents => ({
  pages: () => seekPages('OR61', (query) => get('OR61', path, query), { limit: maxPerPage }),
})
