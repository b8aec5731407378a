/** Something that goes wrong at Dotdigital, in the words of its sandbox's control. */
export interface Trouble {
  /** Ends the sentence "While …". */
  readonly name: string
  /** Rules for calls (`POST /_sandbox/faults`). */
  readonly faults?: readonly object[]
  /** Rules for jobs (`POST /_sandbox/imports`). */
  readonly imports?: readonly object[]
  /** What it is switched to (`POST /_sandbox/settings`), and back. */
  readonly settings?: readonly [during: object, after: object]
  /** How long it lasts by the clock of the story; 0 where it is over as soon as the story is. */
  readonly minutes: number
}

const [third, half, tenth] = [0.34, 0.5, 0.1]

export const outage: Trouble = {
  name: 'Dotdigital answers nothing but 503 for an hour',
  faults: [{ do: 'status', status: 503 }],
  minutes: 60,
}

/** Every fault that the sandbox has, one at a time and then together, and an outage. */
export const troubles: readonly Trouble[] = [
  { name: 'every third call is answered 500', faults: [{ do: 'status', status: 500, share: third }], minutes: 1 },
  { name: 'every second call is answered 503', faults: [{ do: 'status', status: 503, share: half }], minutes: 1 },
  {
    name: 'every second call is one too many, for two seconds',
    faults: [{ do: 'status', status: 429, share: half, retryAfterSeconds: 2 }],
    minutes: 1,
  },
  { name: 'every third line breaks before anything is done', faults: [{ do: 'cut-before', share: third }], minutes: 1 },
  { name: 'every third line breaks instead of an answer', faults: [{ do: 'cut-after', share: third }], minutes: 1 },
  { name: 'every third answer breaks off', faults: [{ do: 'truncate', share: third }], minutes: 1 },
  { name: 'every third answer takes two seconds', faults: [{ do: 'delay', share: third, delayMs: 2_000 }], minutes: 1 },
  {
    name: 'every second import takes half a minute',
    imports: [{ outcome: 'late', share: half, extraSeconds: 30 }],
    minutes: 1,
  },
  { name: 'every second import is refused as a whole', imports: [{ outcome: 'rejected', times: 2 }], minutes: 0 },
  { name: 'the first imports fail', imports: [{ outcome: 'failed', times: 2 }], minutes: 0 },
  { name: 'the first imports are too many', imports: [{ outcome: 'exceeds-limit', times: 1 }], minutes: 0 },
  { name: 'half of an import’s items fail', imports: [{ outcome: 'partly', times: 2, share: half }], minutes: 0 },
  { name: 'reports of imports vanish', imports: [{ outcome: 'vanish', times: 3 }], minutes: 0 },
  {
    name: 'one import may run at once',
    settings: [
      { contactSlots: 1, insightSlots: 1 },
      { contactSlots: 25, insightSlots: 5 },
    ],
    minutes: 1,
  },
  {
    name: 'a tier has six calls a minute',
    settings: [
      { rateLimits: { low: 6, medium: 6, high: 6 } },
      { rateLimits: { low: 100_000, medium: 100_000, high: 100_000 } },
    ],
    minutes: 3,
  },
  {
    name: 'calls are counted by the hour, and used up',
    settings: [
      { scheme: 'hourly', callsPerHour: 10 },
      { scheme: 'tiered', callsPerHour: 2_000 },
    ],
    minutes: 70,
  },
  { name: 'the credentials are refused', settings: [{ isRevoked: true }, { isRevoked: false }], minutes: 10 },
  {
    name: 'everything goes wrong at once',
    faults: [
      { do: 'status', status: 500, share: tenth },
      { do: 'status', status: 429, share: tenth, retryAfterSeconds: 1 },
      { do: 'cut-before', share: tenth },
      { do: 'cut-after', share: tenth },
      { do: 'truncate', share: tenth },
      { do: 'delay', share: tenth, delayMs: 1_000 },
    ],
    imports: [
      { outcome: 'vanish', times: 1 },
      { outcome: 'partly', times: 1 },
      { outcome: 'late', times: 1, extraSeconds: 30 },
    ],
    settings: [
      { contactSlots: 2, insightSlots: 1 },
      { contactSlots: 25, insightSlots: 5 },
    ],
    minutes: 5,
  },
  outage,
]
