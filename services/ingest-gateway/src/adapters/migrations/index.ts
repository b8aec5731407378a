import { journal } from './0001-journal.js'
import { days } from './0002-days.js'
import { polling } from './0003-polling.js'
import { lanesApart } from './0004-lanes.js'
import { claims } from './0005-claims.js'
import { asked } from './0006-asked.js'
import { comparisons } from './0007-comparisons.js'
import { copies } from './0008-copies.js'
import { repairs } from './0009-repairs.js'
import { deeds } from './0010-deeds.js'
import { suspected } from './0011-suspected.js'

/** In the order of their names; what has run once is never changed. */
export const migrations = {
  '0001-journal': journal,
  '0002-days': days,
  '0003-polling': polling,
  '0004-lanes': lanesApart,
  '0005-claims': claims,
  '0006-asked': asked,
  '0007-comparisons': comparisons,
  '0008-copies': copies,
  '0009-repairs': repairs,
  '0010-deeds': deeds,
  '0011-suspected': suspected,
}
