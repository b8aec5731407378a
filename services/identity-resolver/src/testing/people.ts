import type { Message } from '@concord/contracts'
import type { Bus } from '@concord/messaging'
import { tellNews, tellOverdue } from '../tell.js'
import { memoryNews } from './memory-news.js'
import { memoryRegistry } from './memory-registry.js'
import { marketplaces, sceneOn, whoIn } from './scene.js'
import { watched } from './watched.js'

/** Names of identifiers that say what they stand for. */
export const plainWho = whoIn((text) => text)

/** A registry in memory with its resolver, and what its loops tell, on a clock that a test sets. */
export const peopleInMemory = () => {
  let clock = new Date('2026-03-01T12:00:00.000Z')
  const now = () => clock
  const registry = memoryRegistry(now)
  const scene = sceneOn({ registry, who: plainWho, now })
  const news = memoryNews(registry)
  const told = () => sentBy((bus) => tellNews(news, bus))
  return {
    registry,
    scene,
    setClock: (at: string) => void (clock = new Date(at)),
    owner: async (id: string) => (await scene.owner(id)) ?? '',
    /** The id of an identifier. */
    seedOf: (name: string): string => registry.tables().identifiers.get(name)?.seed ?? '',
    /** The same people, and what is done on their registry from now on. */
    watched: () => {
      const watching = watched(registry)
      return { seen: watching.seen, scene: sceneOn({ registry: watching.registry, who: plainWho, now }) }
    },
    told,
    profilesTold: async () =>
      (await told()).flatMap((message) =>
        message.type === 'identified.contact.v1' ? [{ recordkey: message.recordkey, ...message.data }] : [],
      ),
    overdueTold: () => sentBy((bus) => tellOverdue({ news, bus, marketplaces: Object.values(marketplaces), now })),
  }
}

const sentBy = async (tell: (bus: Bus) => Promise<boolean>): Promise<Message[]> => {
  const sent: Message[] = []
  while (await tell({ publish: async (messages) => void sent.push(...messages) } as Bus));
  return sent
}
