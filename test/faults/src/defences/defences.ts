import type { Damage } from '../judge.js'
import type { Scenario } from './scenario.js'
import * as scenarios from './scenarios.js'
import type { Edit } from './weakened.js'

/** Something that keeps records safe, the code without it, and the fault that then does harm. */
export interface Defence {
  /** Ends the sentence "Without …". */
  readonly name: string
  readonly scenario: Scenario
  readonly without: readonly Edit[]
  /** One of these has to be found once it is gone. */
  readonly bites: readonly Damage[]
}

const gateway = 'services/ingest-gateway/dist'
const publisher = 'services/dd-publisher/dist'

const noRedrive: Edit = {
  file: `${gateway}/upkeep.js`,
  find: 'const driven = await journal.driveOverdue(',
  replace: 'const driven = await (() => 0)(',
}

/** In the order in which a record meets them. */
export const defences: readonly Defence[] = [
  {
    name: 'an answer that waits for the commit',
    scenario: scenarios.doorDies,
    without: [
      {
        file: `${gateway}/adapters/http/take-in.js`,
        find: 'const receipt = objects.length === 0 ? none : await needs.accept(objects.map(observed(needs, post)));',
        replace:
          'setTimeout(() => needs.accept(objects.map(observed(needs, post))).then(needs.wakeRelay, () => 0), 400);\n    const receipt = none;',
      },
    ],
    bites: ['lost'],
  },
  {
    name: 'knowing again what is held already',
    scenario: scenarios.postsTwice,
    without: [
      {
        file: 'libs/domain/dist/versions.js',
        find: "return seen.contentHash === top.contentHash ? 'duplicate' : byAge(observed, newest);",
        replace: "return 'new';",
      },
      { file: 'libs/domain/dist/versions.js', find: 'if (isHeld)', replace: 'if (false)' },
    ],
    bites: ['doubled'],
  },
  {
    name: 'a watermark that moves only when every page is stored',
    scenario: scenarios.pagesCut,
    without: [
      {
        file: `${gateway}/poll.js`,
        find: 'let next = watermark ?? neverAt;',
        replace:
          'let next = watermark ?? neverAt;\n    await needs.state.completed(needs.term.lease, kind, { startedAt, watermark: startedAt });',
      },
    ],
    bites: ['lost'],
  },
  {
    name: 'marking as handed on only what the broker has confirmed',
    scenario: scenarios.brokerDies,
    without: [
      {
        file: `${gateway}/adapters/postgres-journal-relay.js`,
        find: 'await publish(entries);',
        replace: 'publish(entries).catch(() => undefined);',
      },
    ],
    bites: ['stuck', 'lost'],
  },
  {
    name: 'an ack that waits for the effects',
    scenario: scenarios.workersDie,
    without: [
      {
        file: 'libs/messaging/dist/delivery.js',
        find: 'const { fault, isLeft } = await attempted(delivery, handler, patience);',
        replace: 'await delivery.ack();\n    const { fault, isLeft } = await attempted(delivery, handler, patience);',
      },
      {
        file: 'libs/messaging/dist/delivery.js',
        find: "return delivery.ack().then(() => 'acked');",
        replace: "return 'acked';",
      },
    ],
    bites: ['stuck'],
  },
  {
    name: 'driving again what is past its time',
    scenario: scenarios.queuePurged,
    without: [noRedrive],
    bites: ['stuck', 'lost'],
  },
  {
    name: 'telling a broker that forgot again what it held, nor driving again what is past its time',
    scenario: scenarios.brokerWiped,
    without: [noRedrive, { file: 'libs/messaging/dist/rabbitmq/memory.js', find: 'await onForgotten();', replace: '' }],
    bites: ['stuck', 'lost'],
  },
  {
    name: 'the newest version winning at dd-publisher',
    scenario: scenarios.oldVersionLate,
    without: [
      {
        file: `${publisher}/plan.js`,
        find: "return stored.version === version ? 'same' : 'old';",
        replace: "return stored.version === version ? 'same' : 'new';",
      },
    ],
    bites: ['stale'],
  },
  {
    name: 'one row for each occurrence of a trigger',
    scenario: scenarios.nextVersions,
    without: [
      { file: `${publisher}/plan.js`, find: '!recorded.has(nameOf(occurrence))', replace: 'true' },
      {
        file: `${publisher}/adapters/postgres-projection.js`,
        find: '.onConflict((conflict) => conflict.doNothing())',
        replace:
          ".onConflict((conflict) => conflict.columns(['account', 'trigger', 'subject']).doUpdateSet({ state: 'due', reason: 'data', intended_at: null, enrolment_id: null, look_at: now() }))",
      },
    ],
    bites: ['doubled'],
  },
  {
    name: 'giving back an import that was not taken',
    scenario: scenarios.importsRefused,
    without: [
      { file: `${publisher}/publish.js`, find: '            await effects.giveBack(batch.importId);\n', replace: '' },
    ],
    bites: ['stuck'],
  },
  {
    name: 'reading what became of an import',
    scenario: scenarios.importsFail,
    without: [
      {
        file: `${publisher}/read-reports.js`,
        find: "const report = await platform.reportOf(kind === 'former' ? 'contact' : kind, running.remoteId);",
        replace: "const report = { state: 'finished', rejections: [] };",
      },
    ],
    bites: ['lost'],
  },
  {
    name: 'leaving a send alone whose answer was lost',
    scenario: scenarios.answersLost,
    without: [{ file: `${publisher}/sending.js`, find: 'if (failure instanceof SendInDoubt)', replace: 'if (false)' }],
    bites: ['doubled'],
  },
  {
    name: 'marketing that waits for the suppression set',
    scenario: scenarios.redisAway,
    without: [
      { file: `${publisher}/fire.js`, find: "if (before === 'unread')", replace: 'if (false)' },
      { file: `${publisher}/fire.js`, find: "if (after === 'unread')", replace: 'if (false)' },
    ],
    bites: ['leaked'],
  },
]
