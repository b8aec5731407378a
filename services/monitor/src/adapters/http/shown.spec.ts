import { expect, it } from 'vitest'
import { exception } from '../../testing/exceptions.js'
import { key, since } from '../../testing/messages.js'
import { ExceptionShown } from './schemas.js'
import { shown } from './shown.js'

it('an order in dispute for too long is shown as what it is, with its line in the runbook and how it is tried again', () => {
  const one = exception({ about: { is: 'order', key, since }, type: 'order:in-dispute/overdue', detail: since })

  expect(ExceptionShown.parse(shown(one, 'en'))).toMatchObject({
    about: { is: 'order', key, since },
    sentence: `Order ${key} has been in dispute since ${since}, which is longer than disputes may be.`,
    nextStep: expect.stringMatching(/^End the dispute in Mirakl/),
    ...{ owner: 'cx', runbook: 'docs/runbook.md, orders: in-dispute/overdue', retry: 'refresh' },
  })
})
