import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exceptionTypes, ownerOfException } from '@concord/domain'
import { describe, expect, it } from 'vitest'

const runbook = readFileSync(fileURLToPath(new URL('../../docs/runbook.md', import.meta.url)), 'utf8')

/** State and reason, who acts, and what to do, of each line in one list. */
const linesOf = (section: string) => {
  const [, text = ''] = runbook.split(`## ${section}\n`)
  const [list = ''] = text.split('\n## ')
  return [...list.matchAll(/^\| `([^`]+)`\s*\| (\S+)\s*\|.*\| (.+?)\s*\|$/gm)].map(([, name, owner, advice = '']) => ({
    ...{ name, owner, advice },
  }))
}

const ofRecords = linesOf('Records')
const sections: Readonly<Record<string, ReturnType<typeof linesOf>>> = {
  ...{ record: ofRecords, trigger: linesOf('Triggers'), order: linesOf('Orders') },
}

describe('the runbook', () => {
  it.each(exceptionTypes)('tells what to do about %s, and whose it is', (type) => {
    const [about = '', name] = type.split(':')
    const line = sections[about]?.find((one) => one.name === name)

    expect(line?.owner).toBe(ownerOfException(type))
    expect(line?.advice).not.toMatch(/^Nothing/)
  })

  it('asks nothing of people about a record that is no exception', () => {
    const asking = ofRecords.filter(({ owner, advice }) => owner !== 'concord' && !advice.startsWith('Nothing'))

    expect(asking.map(({ name }) => `record:${name ?? ''}`).toSorted()).toEqual(
      exceptionTypes.filter((type) => type.startsWith('record:')).toSorted(),
    )
  })
})
