import {
  alertTypes,
  exceptionTypes,
  explainAlert,
  explainException,
  type Language,
  languages,
  ownerOfException,
  type TriggerName,
  triggerNames,
} from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentOf } from './build.js'
import type { Changes } from './changes.js'
import type { Block, Document } from './document.js'
import type { Facts } from './facts.js'
import { config, facts, figures } from './testing/facts.js'
import { textsIn } from './texts/index.js'

const english = (changed: Partial<Facts> = {}, changes?: Changes) => documentOf(facts(changed), changes, 'en')

const sectionOf = (document: Document, title: string): readonly Block[] =>
  document.sections.find((section) => section.title === title)?.blocks ?? []

const rowsOf = (blocks: readonly Block[]): readonly (readonly string[])[] =>
  blocks.flatMap((block) => (block.is === 'table' ? block.rows : []))

const checkOf = (document: Document, what: string) =>
  sectionOf(document, 'What to check every week')
    .flatMap((block) => (block.is === 'checklist' ? block.checks : []))
    .find((check) => check.what === what)

const paragraphsOf = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap((block) => (block.is === 'paragraph' ? [block.text] : []))

describe('the title page', () => {
  it('says when it was written, of which period its figures are, and of what', () => {
    expect(english().particulars).toEqual([
      ['Written on', '9 March 2026 at 08:00 (UTC)'],
      ['Figures', 'from 2 March 2026 at 08:00 to 9 March 2026 at 08:00 (UTC)'],
      ['Settings', 'as they have run since 1 February 2026 at 09:00 (UTC)'],
      ['Marketplaces', 'north'],
      ['Dotdigital accounts', 'main'],
    ])
  })
})

describe('what is set up', () => {
  const rows = rowsOf(sectionOf(english(), 'What is set up'))

  it('shows which campaign goes out in which language, to whom and until when', () => {
    expect(rows).toContainEqual([
      'Shipped\nshipped',
      'About the order',
      'fr_FR: campaign 1002\nall other languages: campaign 1001',
      '3 days',
      'Every customer who can be reached',
    ])
    expect(rows).toContainEqual([
      ...['Review request\nreview-request', 'Marketing', 'program 77', '30 days'],
      'Subscribers only, never during a dispute\nOnly who has not left list 5',
    ])
  })

  it('names every event for which nothing goes out', () => {
    expect(rows).toContainEqual(['Refunded\nrefunded', '', 'Off: nothing goes out', '', ''])
    expect(rows.filter((row) => row[2] === 'Off: nothing goes out')).toHaveLength(triggerNames.length - 2)
  })

  it('shows how customers of each marketplace are known, and what an account does with them', () => {
    expect(rows).toContainEqual(['north', 'main', 'no', '48 hours', 'newsletter', '–'])
    expect(rows).toContainEqual([
      ...['main', 'become contacts, unsubscribed', 'Purchases', 'Sellers', '7 days', '60 days'],
    ])
  })

  it('shows who is told of alerts, and of whom nobody is', () => {
    expect(rows).toContainEqual(['Customer care', 'desk (email)', ''])
    expect(rows).toContainEqual(['Marketing', 'nobody is told', ''])
  })
})

describe('where each thing lives', () => {
  it('names the collections as this account calls them', () => {
    const rows = rowsOf(sectionOf(english(), 'Where each thing lives'))

    expect(rows.find(([name]) => name === 'Order')?.[3]).toBe(
      'One record in the collection Purchases, named <marketplace>-<order number>',
    )
    expect(rows.find(([name]) => name === 'Data fields of the contact')?.[1]).toContain('MP_LAST_ORDER')
  })
})

describe('who owns which exception', () => {
  it('tells the sentence, the owner and the next step, and how many there were', () => {
    expect(rowsOf(sectionOf(english(), 'Who owns which exception'))).toContainEqual([
      'Record […] does not have the shape Mirakl documents: […].\nrecord:quarantined/invalid',
      ...[
        'Operations',
        'Correct it at its source and post it again, or here as a copy: concord exceptions edit <id>.',
        '3',
        '1',
        '2',
      ],
    ])
  })

  it('says so where the running monitor does not count', () => {
    const blocks = sectionOf(english({ figures: undefined }), 'Who owns which exception')

    expect(paragraphsOf(blocks).join()).toContain('are not available')
    expect(rowsOf(blocks).every((row) => row.slice(3).join() === '–,–,–')).toBe(true)
  })
})

describe('what to check every week', () => {
  it('has the figures of the week beside each line, with the main reasons', () => {
    expect(checkOf(english(), 'Received')?.figures).toEqual(['1,234'])
    expect(checkOf(english(), 'Withheld, and the main reasons')?.figures).toEqual([
      '9',
      '9 × The customer of record […] is not in Dotdigital, and the configuration says not to create contacts.',
    ])
    expect(checkOf(english(), 'Messages sent, and withheld')?.figures).toEqual(['Sent: 55', 'Withheld: 4'])
    expect(checkOf(english(), 'How fast opt-outs reach Concord')?.figures).toEqual([
      'main: 12 opt-outs in the last seven days, the slowest after 90 seconds',
    ])
    expect(checkOf(english(), 'Comparison of Mirakl, Concord and Dotdigital')?.figures).toEqual([
      '9 March 2026 at 02:00, north: 4 differences',
      '8 March 2026 at 02:00, north: 7 differences',
    ])
    expect(checkOf(english(), 'Open exceptions, by owner and age')?.figures).toEqual([
      '2 open, 1 of them older than these figures',
    ])
  })

  it('names the three most frequent reasons, and sums up the others', () => {
    const records = [5, 9, 7, 1, 2].map((count, at) => ({ state: 'withheld', reason: `reason-${at}`, count }))
    const shown = checkOf(english({ figures: { ...figures, records } }), 'Withheld, and the main reasons')?.figures

    expect(shown?.map((line) => line.split(' ×')[0])).toEqual(['24', '9', '7', '5', '3 for other reasons'])
  })

  it('cries out where something is missing from the books', () => {
    const { books } = facts()
    const broken = { ...books, triggers: { ...books.triggers, holds: false } }

    expect(checkOf(english(), 'Everything received is accounted for')?.figures.join()).toContain('yes')
    expect(checkOf(english({ books: broken }), 'Everything received is accounted for')?.figures.join()).toContain('NO')
  })

  it('says of everything that is not told that it is not available', () => {
    const nothing = { figures: undefined, polls: undefined, optOuts: undefined, reconciliations: undefined }
    const document = english({ ...nothing, openAlerts: undefined })
    const checks = sectionOf(document, 'What to check every week').flatMap((block) =>
      block.is === 'checklist' ? block.checks : [],
    )

    expect(checks.filter(({ figures: shown }) => shown.join().includes('not available'))).toHaveLength(10)
    expect(paragraphsOf(sectionOf(document, 'How to read each alert')).join()).toContain('is not available')
  })

  it('has tables of messages by event, why some did not go out, and whose exceptions are how old', () => {
    const rows = rowsOf(sectionOf(english(), 'What to check every week'))

    expect(rows).toContainEqual(['Shipped', '55', '4', '2', '0'])
    expect(rows).toContainEqual(['Shipped', 'The customer has opted out of marketing.', '4'])
    expect(rows).toContainEqual([
      ...['Shipped', 'The order is in dispute, so nobody is asked for anything until it is over.', '2'],
    ])
    expect(rows).toContainEqual(['Operations', '2', '1', '20 February 2026 at 08:00'])
    expect(rows).toContainEqual(['Marketing', '0', '0', '–'])
  })
})

describe('what changed since last time', () => {
  const title = 'What changed since last time'
  const changes: Changes = {
    since: { writtenAt: '2026-03-02T08:00:00.000Z', period: facts().period },
    settings: [{ name: 'accounts.main.coolDownDays', before: '7', now: undefined }],
    owners: [{ name: 'record:quarantined/invalid', before: 'engineering', now: 'operations' }],
    figures: [{ name: 'received', before: 1_200, now: 1_234 }],
    sent: [{ name: 'shipped', before: 60, now: 55 }],
  }

  it('says of the first one that there is nothing to compare it with', () => {
    expect(paragraphsOf(sectionOf(english(), title)).join()).toContain('first hand-over')
  })

  it('shows settings, owners and figures before and now', () => {
    const blocks = sectionOf(english({}, changes), title)

    expect(paragraphsOf(blocks)[0]).toBe('Compared with the hand-over of 2 March 2026 at 08:00.')
    expect(rowsOf(blocks)).toEqual(
      expect.arrayContaining([
        ['accounts.main.coolDownDays', '7', 'not set'],
        ['Record […] does not have the shape Mirakl documents: […].', 'Engineering', 'Operations'],
        ['Received', '1,200', '1,234', '+34'],
        ['Messages sent: Shipped', '60', '55', '-5'],
        ['Set aside', '–', '–', '–'],
      ]),
    )
  })

  it('says so where nothing has changed', () => {
    const blocks = sectionOf(english({}, { ...changes, settings: [], owners: [] }), title)

    expect(paragraphsOf(blocks)).toEqual(expect.arrayContaining(['No setting has changed.', 'No owner has changed.']))
  })
})

describe.each(languages)('in %s', (language) => {
  const cellsOf = (document: Document) => document.sections.flatMap(({ blocks }) => rowsOf(blocks)).flat()

  it('has every type of exception with its owner, and every alert', () => {
    const document = documentOf(facts(), undefined, language)
    const rows = document.sections.flatMap(({ blocks }) => rowsOf(blocks))
    const { words, common } = textsIn[language]

    for (const type of exceptionTypes) {
      const { sentence, nextStep } = explainException(type, { key: common.blank, detail: common.blank }, language)
      const [found] = rows.filter(([first]) => first === `${sentence}\n${type}`)
      expect(found?.slice(1, 3)).toEqual([words.owners[ownerOfException(type)], nextStep])
    }
    for (const type of alertTypes) expect(cellsOf(document)).toContain(explainAlert(type, {}, language).nextStep)
  })

  it('has a word for what stands in each blank of an alert', () => {
    const { words, common } = textsIn[language]
    const blanks = alertTypes.flatMap(
      (type) => explainAlert(type, {}, language).sentence.match(/(?<=\{)\w+(?=\})/g) ?? [],
    )
    const alerts = documentOf(facts(), undefined, language).sections.find(
      ({ title }) => title === textsIn[language].alerts.title,
    )

    expect(blanks.filter((name) => !Object.hasOwn(words.blanks, name))).toEqual([])
    expect(
      rowsOf(alerts?.blocks ?? [])
        .flat()
        .join(),
    ).not.toContain(common.blank)
    expect(
      rowsOf(alerts?.blocks ?? [])
        .flat()
        .join(),
    ).toContain(`[${words.blanks.where}]`)
  })

  it('has every trigger that is configured, with what carries it, whatever is configured', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...triggerNames), fc.integer({ min: 1, max: 99_999 })), (programs) => {
        const document = documentOf(facts({ config: configuredWith(programs) }), undefined, language)
        const { setup, words } = textsIn[language]

        for (const [name, program] of Object.entries(programs)) {
          const row = rowsOf(document.sections[0]?.blocks ?? []).find(([event]) => event?.endsWith(`\n${name}`))
          expect(row?.[0]).toBe(`${words.triggers[name as TriggerName].name}\n${name}`)
          expect(row?.[2]).toBe(setup.program(String(program)))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('leaves no blank open and no text empty', () => {
    const document = documentOf(facts(), undefined, language)
    const all = JSON.stringify(document)

    expect(all).not.toMatch(/\{\w+\}|undefined|\[object/)
    for (const { title, blocks } of document.sections) {
      expect(title).toMatch(/\S/)
      for (const text of paragraphsOf(blocks)) expect(text).toMatch(/\S/)
    }
  })
})

it('says the same number of things in every language', () => {
  const shapeOf = (language: Language) =>
    documentOf(facts(), undefined, language).sections.map(({ blocks }) =>
      blocks.map((block) => [block.is, block.is === 'table' ? block.rows.length : 0]),
    )

  for (const language of languages) expect(shapeOf(language)).toEqual(shapeOf('en'))
})

const configuredWith = (programs: Readonly<Record<string, number>>): Facts['config'] => {
  const [main] = Object.values(config.accounts)
  if (main === undefined) throw new Error('the account is gone')
  const triggers = Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [
      name,
      { purpose: 'marketing' as const, maxAgeHours: 1, freshnessMinutes: 60, channel: { program } },
    ]),
  )
  return { ...config, accounts: { main: { ...main, triggers } } }
}
