import { exceptionTypes } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { commandFor, retryOf } from './retrying.js'
import { exception } from './testing/exceptions.js'
import { key, minute } from './testing/messages.js'

const trigger = { is: 'trigger', key, account: 'main', trigger: 'shipped', subject: 'north:N-1' } as const

describe('trying an exception again', () => {
  it('is for whatever waits or was set aside, and never for what was withheld or may have been sent', () => {
    for (const type of exceptionTypes)
      expect([type, retryOf(type) === undefined]).toEqual([type, /:(withheld|unknown)\//.test(type)])
  })

  it('has its record handed on again, as of when a person said so', () => {
    expect(commandFor(exception(), minute(3))).toMatchObject({
      ...{ type: 'command.replay.v1', source: 'monitor', recordkey: key, recordversion: 'v1', time: minute(3) },
      data: { keys: [key], because: 'a person asked for it' },
    })
  })

  it('has the order of a message read again, and sends nothing', () => {
    const about = exception({ type: 'trigger:waiting/links-unresolved', about: trigger })

    expect(commandFor(about, minute(3))).toMatchObject({ type: 'command.refresh.v1', data: { keys: [key] } })
  })

  it('tells the bus nothing where nothing is tried again', () => {
    expect(commandFor(exception({ type: 'trigger:unknown/answer-lost', about: trigger }), minute(3))).toBeUndefined()
  })
})
