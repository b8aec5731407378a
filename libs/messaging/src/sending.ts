import { beginMessageSpan, failed, type Message } from '@concord/contracts'

/**
 * Sends messages, each as a span of its own in the trace of its cause, whose `traceparent` it carries (OpenTelemetry,
 * semantic conventions for messaging, read 2026-11).
 */
export const sendingSpans = async (
  messages: readonly Message[],
  send: (messages: readonly Message[]) => Promise<void>,
): Promise<void> => {
  const begun = messages.map((message) => ({
    message,
    ...beginMessageSpan(`send ${message.type}`, about(message), message.traceparent),
  }))
  try {
    await send(begun.map(({ message, traceparent }) => ({ ...message, traceparent })))
  } catch (failure) {
    for (const { span } of begun) failed(span, failure)
    throw failure
  } finally {
    for (const { span } of begun) span.end()
  }
}

/** What a span says of a message: whose record it is about, and of which kind it is. */
export const about = ({ id, type, source, recordkey, lane }: Omit<Message, 'data'>) => ({
  'messaging.message.id': id,
  'concord.type': type,
  'concord.source': source,
  'concord.record': recordkey,
  'concord.lane': lane,
})
