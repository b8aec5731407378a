import { expect, it } from 'vitest'
import { ExceptionPage } from './answers.js'
import { exceptionsTable } from './render-exceptions.js'

it('names the order that is in dispute for too long, and the message that did not go out', () => {
  const told = {
    ...{ type: 'x', owner: 'cx', state: 'open', sentence: 'It waits.', nextStep: 'End it.', runbook: 'there' },
    ...{ assignee: null, openedAt: 'then', retry: 'refresh' },
  }
  const order = { is: 'order', key: 'north:order:N-1', since: '2026-01-03T10:00:00.000Z' }
  const message = { is: 'trigger', key: 'north:order:N-2', account: 'main', trigger: 'shipped', subject: 'north:N-2' }
  const page = ExceptionPage.parse({
    exceptions: [
      { ...told, id: 'e-1', about: order },
      { ...told, id: 'e-2', about: message },
    ],
  })

  const table = exceptionsTable(page, 200)
  expect(table).toContain('north:order:N-1')
  expect(table).toContain('shipped of north:N-2')
})
