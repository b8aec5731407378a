import { journal } from './0001-journal.js'

/** In the order of their names; what has run once is never changed. */
export const migrations = {
  '0001-journal': journal,
}
