import { describe, expect, it } from 'vitest'
import { type Action, judge } from './acting.js'

const open = { type: 'record:waiting/identity-overdue', state: 'open', owner: 'cx', assignee: null } as const
const operator = { name: 'Olga', role: 'operator' } as const
const dismissal: Action = { is: 'dismiss', reason: 'a test of ours' }
const assignment: Action = { is: 'assign', assignee: 'Ada' }
const retry: Action = { is: 'retry' }
const note: Action = { is: 'note', text: 'asked the marketplace' }
const copy: Action = { is: 'copy', from: 'v1', key: 'north:order:N-1', to: 'v2', changed: ['a', 'b.0'] }

describe('what people do about exceptions', () => {
  it.each([
    [assignment, { before: { assignee: null }, after: { assignee: 'Ada' } }],
    [dismissal, { before: { state: 'open' }, after: { state: 'dismissed', reason: 'a test of ours' } }],
    [note, { before: {}, after: { text: 'asked the marketplace' } }],
    [retry, { before: { state: 'open' }, after: { state: 'open', asked: 'replay' } }],
    [copy, { before: { version: 'v1' }, after: { key: 'north:order:N-1', version: 'v2', changed: 'a, b.0' } }],
  ])('is shown with before and after: $is', (action, effect) => {
    expect(judge(open, action, operator)).toEqual(effect)
  })

  it.each([assignment, dismissal, note, retry, copy])('is only for whose it is: $is', (action) => {
    expect(judge(open, action, { name: 'Mona', role: 'marketing' })).toEqual({ is: 'not-theirs', owner: 'cx' })
    expect(judge(open, action, { name: 'Vera', role: 'viewer' })).toEqual({ is: 'not-theirs', owner: 'cx' })
    expect(judge(open, action, { name: 'Cara', role: 'cx' })).toHaveProperty('after')
  })

  it.each(['resolved', 'dismissed'] as const)(
    'comes too late once it is %s, but for a note and what is done already',
    (state) => {
      expect(judge({ ...open, state }, assignment, operator)).toEqual({ is: 'over' })
      expect(judge({ ...open, state }, dismissal, operator)).toEqual({ is: 'over' })
      expect(judge({ ...open, state }, retry, operator)).toEqual({ is: 'over' })
      for (const always of [note, copy]) expect(judge({ ...open, state }, always, operator)).toHaveProperty('after')
    },
  )

  it.each(['trigger:unknown/answer-lost', 'trigger:withheld/too-late'] as const)('never sends again: %s', (type) => {
    expect(judge({ ...open, type }, retry, operator)).toEqual({ is: 'not-retried', type })
  })
})
