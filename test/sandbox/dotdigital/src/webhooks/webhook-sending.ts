import type { StoredWebhook } from '../memory/account.js'
import { type Delivery, PostOffice } from './post-office.js'
import { programPosting } from '../programs/program-webhook.js'
import type { Store } from '../memory/store.js'
import { type Posting, signature } from './webhook-delivery.js'
import { type EventNews, eventsOf, isSubscribed, type MessageEvent, stamped } from './webhook-events.js'
import type { StoredEnrolment } from '../memory/world.js'

/** Events remembered, so that one can be told anew. */
const mostTold = 10_000

interface Batch {
  readonly events: MessageEvent[]
  /** By the sandbox's clock, in milliseconds. */
  readonly closesAt: number
}

/** Tells webhooks what becomes of messages, and programs' servers whom they took in. */
export class WebhookSending {
  private readonly store: Store
  private readonly settle: () => void
  private readonly told = new Map<string, MessageEvent>()
  private readonly batches = new Map<string, Batch>()
  private readonly called = new Set<string>()
  private readonly office: PostOffice
  private messagesSeen = 0

  /** @param settle runs whatever is due */
  constructor(store: Store, settle: () => void) {
    this.store = store
    this.settle = settle
    this.office = new PostOffice({
      now: store.now,
      onTurn: () => this.turn(),
      isExpecting: () => this.batches.size > 0 || this.uncalled().length > 0 || this.isWorkAwaited(),
    })
    this.reset()
  }

  /** Tells an event; one that was told before under its id is told as its next revision. */
  emit(news: EventNews): MessageEvent {
    const before = news.eventId === undefined ? undefined : this.told.get(news.eventId)
    const event = stamped(news, { at: this.store.now(), before })
    this.told.set(event.eventId, event)
    if (this.told.size > mostTold) this.told.delete(String(this.told.keys().next().value))
    for (const webhook of this.store.state.webhooks.values()) if (isSubscribed(webhook, event)) this.add(webhook, event)
    return event
  }

  /** Tells what was sent since the last look, and begins to watch what is open; called after each answer. */
  look(): void {
    this.tellNews()
    this.office.wake()
  }

  private tellNews(): void {
    const { outbox, webhooks } = this.store.state
    const news = webhooks.size === 0 ? [] : outbox.slice(this.messagesSeen)
    this.messagesSeen = outbox.length
    for (const one of news.flatMap((message) => eventsOf(this.store.state, message))) this.emit(one)
  }

  /** The newest last. */
  deliveries(): readonly Delivery[] {
    return this.office.deliveries()
  }

  /** Forgets what is on its way, and counts what the account holds now as told. */
  reset(): void {
    this.told.clear()
    this.batches.clear()
    this.called.clear()
    this.office.clear()
    this.messagesSeen = this.store.state.outbox.length
    for (const { id } of this.finished()) this.called.add(id)
  }

  stop(): Promise<void> {
    return this.office.stop()
  }

  private add({ id, batch, maxBatchSize, batchTimeout }: StoredWebhook, event: MessageEvent): void {
    const now = this.store.now().getTime()
    if (!batch) return this.post(id, [event], false)
    const gathered = this.batches.get(id) ?? { events: [], closesAt: now + batchTimeout * 1000 }
    gathered.events.push(event)
    this.batches.set(id, gathered)
    if (gathered.events.length >= maxBatchSize) this.close(id, gathered)
    this.office.wake()
  }

  private close(webhookId: string, { events }: Batch): void {
    this.batches.delete(webhookId)
    this.post(webhookId, events, true)
  }

  private post(webhookId: string, events: readonly MessageEvent[], isBatch: boolean): void {
    this.office.add({
      write: () => this.posting(webhookId, isBatch ? events : events[0]),
      events: events.map(({ name }) => name),
      isRetried: true,
      dueAt: this.store.now().getTime(),
    })
  }

  /** As the webhook is now: nothing goes to one that was deleted meanwhile. */
  private posting(webhookId: string, content: unknown): Posting | undefined {
    const webhook = this.store.state.webhooks.get(webhookId)
    if (webhook === undefined || webhook.isDeleted) return undefined
    const body = JSON.stringify(content)
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (webhook.secret !== undefined) headers['X-Comapi-Signature'] = signature(body, webhook.secret)
    return { url: webhook.url, headers, body }
  }

  /** Whether what is open may send something, and somebody is to be told. */
  private isWorkAwaited(): boolean {
    const { openImports, openJobs, webhooks } = this.store.state
    return openImports.size + openJobs.size > 0 && [...webhooks.values()].some(({ isDeleted }) => !isDeleted)
  }

  private turn(): void {
    this.settle()
    this.tellNews()
    const now = this.store.now().getTime()
    for (const [id, batch] of this.batches) if (batch.closesAt <= now) this.close(id, batch)
    for (const enrolment of this.finished()) if (!this.called.has(enrolment.id)) this.call(enrolment)
  }

  /** Enrolments into programs with a step that calls somebody. */
  private calling(): readonly StoredEnrolment[] {
    const { enrolments, programs } = this.store.state
    const ids = new Set([...programs.values()].flatMap(({ id, webhook }) => (webhook === undefined ? [] : [id])))
    return ids.size === 0 ? [] : [...enrolments.values()].filter(({ programId }) => ids.has(programId))
  }

  private uncalled(): readonly StoredEnrolment[] {
    return this.calling().filter(({ id }) => !this.called.has(id))
  }

  private finished(): readonly StoredEnrolment[] {
    const now = this.store.now().toISOString()
    return this.calling().filter(({ finishedAt }) => finishedAt <= now)
  }

  private call({ id, programId, enrolled }: StoredEnrolment): void {
    this.called.add(id)
    const webhook = this.store.state.programs.get(programId)?.webhook
    for (const contactId of webhook === undefined ? [] : enrolled) {
      const contact = this.store.state.contacts.get(contactId)
      const write = () => (webhook && contact ? programPosting(webhook, contact) : undefined)
      this.office.add({ write, events: [], isRetried: false, dueAt: this.store.now().getTime() })
    }
  }
}
