import { type ExceptionType, ownerOfException } from '@concord/domain'
import type { Changes } from '../changes.js'
import type { Exception, Exceptions } from '../exceptions.js'
import { key, minute } from './messages.js'

/** An exception of a record; a test sets only what it is about. */
export const exception = (about: Partial<Exception> = {}): Exception => {
  const type: ExceptionType = about.type ?? 'record:waiting/rejected-by-dotdigital'
  return {
    ...{ id: 'e-1', about: { is: 'record', key, version: 'v1' }, type, detail: 'too long', marketplace: 'north' },
    ...{ owner: ownerOfException(type), state: 'open', assignee: null, openedAt: minute(0), resolvedAt: null },
    ...{ resolvedBy: null, ...about },
  }
}

/** There are none, and nothing is done about any. */
export const noExceptions: Exceptions = {
  catchUp: () => Promise.resolve(),
  list: async () => ({ items: [] }),
  find: async () => undefined,
  act: async () => ({ is: 'unknown' }),
  deeds: async () => ({ items: [] }),
}

/** Nothing changes. */
export const noChanges: Changes = { since: async () => ({ mark: '1', changed: [], isMore: false }) }

const emptyBook = { nameWords: 2, linesAfter: async () => [] }

/** Nothing was heard. */
export const noBooks = { records: emptyBook, triggers: emptyBook }
