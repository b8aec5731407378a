import { expect, it } from 'vitest'
import { mayOperate, mayReadAudit, roles } from './people.js'

const whoever = (may: typeof mayOperate) => roles.filter((role) => may({ name: 'Ada', role }))

it('operators and admins act on everything, and only an admin reads who did what', () => {
  expect(whoever(mayOperate)).toEqual(['operator', 'admin'])
  expect(whoever(mayReadAudit)).toEqual(['admin'])
})
