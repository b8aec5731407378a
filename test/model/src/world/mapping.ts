import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'

export const marketplace = 'acme'
const aggregator = 'relay.aggregator.example'
/** One that is configured, and Mirakl's own. */
export const relayDomains = [aggregator, 'notification.mirakl.net'] as const

/** A triggered campaign that tells about an order. */
export const shippedCampaign = 1001
/**
 * A type of event that solicits. It names its order, and unlike a program it takes whoever has opted out: Concord alone
 * prevents it.
 */
export const reviewEvent = 'Review request'
/** Where Dotdigital keeps such events. */
export const reviewCollection = 'Review_request'
/** Takes contacts in, whichever order was the occasion. */
export const program = 77

const poll = { ordersEverySeconds: 1, returnsEverySeconds: 1, sellersEverySeconds: 2, overlapSeconds: 7_200 }

const mapping = {
  marketplaces: {
    [marketplace]: {
      account: 'main',
      guestIds: ['guest'],
      proxyDomains: [aggregator],
      // So wide that nobody in a story is taken for a crowd: who is whom then follows from what was shown alone.
      sharedIdLimit: 100,
      clusterLimit: 200,
      subscribeWithConsent: true,
      links: { order: 'https://shop.example.com/orders/{orderId}' },
      calls: 'unrestricted',
      poll,
    },
  },
  accounts: {
    main: {
      newContacts: 'unsubscribed',
      triggers: {
        shipped: { purpose: 'transactional', maxAgeHours: 8_760, channel: { campaigns: { default: shippedCampaign } } },
        received: { purpose: 'marketing', maxAgeHours: 8_760, channel: { program } },
        'review-request': {
          purpose: 'marketing',
          maxAgeHours: 8_760,
          channel: { event: reviewEvent },
        },
      },
      coolDownDays: 7,
      batch: { maxItems: 500, maxAgeSeconds: 0, reportsEverySeconds: 1 },
      suppressionsEverySeconds: 2,
    },
  },
}

/** @returns the path of the file */
export const writeMapping = (folder: string): string => {
  const path = join(folder, 'concord.yaml')
  writeFileSync(path, stringify(mapping))
  return path
}
