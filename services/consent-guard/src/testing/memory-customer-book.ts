import type { Customer, CustomerBook } from '../ports.js'

export const memoryCustomerBook = (): CustomerBook => {
  const customers = new Map<string, Customer>()
  return {
    async note(customer) {
      const { customerHash: key, revision } = customer
      if ((customers.get(key)?.revision ?? 0) <= revision) customers.set(key, customer)
    },
    async noteProfile({ profileId, revision, address, others }) {
      for (const [key, known] of customers)
        if (known.profileId === profileId && known.revision <= revision)
          customers.set(key, { ...known, revision, address, others })
    },
    find: async (customerHash) => customers.get(customerHash),
  }
}
