import express, { type ErrorRequestHandler, type Router } from 'express'
import { z } from 'zod'
import { type CallLog, Meter } from './calls.js'
import { type Clock, ClockChange } from './clock.js'
import { differences } from './differences.js'
import { FaultRule, type Faults } from './faults.js'
import type { Settings } from './settings.js'

export interface ControlNeeds {
  readonly calls: CallLog
  readonly faults: Faults
  readonly clock: Clock
  readonly settings: Settings<unknown>
  /** Everything the sandbox holds now, by id. */
  readonly snapshot: () => unknown
  /** Called after the clock was changed. */
  readonly onClock?: (() => void) | undefined
}

const Diff = z.object({ expected: z.unknown(), exact: z.boolean().default(false) })

/** What every sandbox offers under `/_sandbox`: to look inside, to break it, to set its clock. Nobody is asked who they are. */
export const control = ({ calls, faults, clock, settings, snapshot, onClock }: ControlNeeds): Router => {
  const router = express.Router()
  router.use(express.json({ limit: '50mb' }))
  router.get('/snapshot', (_request, response) => void response.json(snapshot()))
  router.post('/diff', (request, response) => {
    const { expected, exact } = Diff.parse(request.body)
    response.json({ differences: differences(expected, snapshot(), exact) })
  })
  router.get('/calls', (request, response) => void response.json({ calls: calls.list(Meter.parse(request.query)) }))
  router.delete('/calls', (_request, response) => {
    calls.clear()
    response.json({ calls: [] })
  })
  router.post('/faults', (request, response) => {
    const rules = z.array(FaultRule).parse(request.body)
    faults.set(rules)
    response.json({ rules: rules.length })
  })
  router.post('/clock', (request, response) => {
    clock.change(ClockChange.parse(request.body))
    onClock?.()
    response.json({ now: clock.now().toISOString() })
  })
  router.get('/settings', (_request, response) => void response.json(settings.now()))
  router.post('/settings', (request, response) => {
    response.json(settings.change(z.record(z.string(), z.unknown()).parse(request.body)))
  })
  return router
}

/** Goes behind all routes under `/_sandbox`: says what is wrong with a request, name by name. */
export const controlProblems: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  if (response.headersSent) return void next(failure)
  if (failure instanceof z.ZodError) return void response.status(400).json({ message: z.prettifyError(failure) })
  const status = failure instanceof Error && 'status' in failure ? Number(failure.status) : 500
  response.status(status).json({ message: failure instanceof Error ? failure.message : 'failed' })
}
