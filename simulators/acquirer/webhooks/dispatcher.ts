import type { Acquirer } from '../acquirer.ts'
import {
  findNextDelivery,
  listDeliveriesOf,
  listDueDeliveries,
  type Delivery,
} from '../store/queries-events.ts'
import { createAlarm } from '../../shared/alarm.ts'
import { deliver } from './deliver.ts'

/** Deliveries under way at once. More than one, because the acquirer promises no order and waits for no endpoint. */
const MAX_UNDER_WAY = 8

export type Dispatcher = {
  wake: () => void
  deliverNow: (events: readonly string[]) => Promise<void>
  /** After the simulator was told to stop: waits until what was under way has been cut off. */
  stopped: () => Promise<void>
}

/** Sends what is due, oldest first, and sleeps until the next delivery or retry is. */
export function createDispatcher(acquirer: Acquirer): Dispatcher {
  const underWay = new Map<number, Promise<void>>()
  const { stopping } = acquirer
  const alarm = createAlarm(acquirer.clock, pump)

  async function attemptAndLookAgain(delivery: Delivery): Promise<void> {
    try {
      await deliver(acquirer, delivery)
    } catch (error) {
      // Without a record the delivery stays due; a pause keeps a full disk from becoming a busy loop.
      underWay.delete(delivery.id)
      console.error(`delivery ${delivery.id} could not be recorded`, error)
      alarm.setFor(acquirer.clock.now() + 1_000)
      return
    }
    underWay.delete(delivery.id)
    pump()
  }

  function start(delivery: Delivery): Promise<void> {
    const running = underWay.get(delivery.id)
    if (running) return running
    const attempt = attemptAndLookAgain(delivery)
    underWay.set(delivery.id, attempt)
    return attempt
  }

  function pump(): void {
    if (stopping.aborted || acquirer.faults.current().webhooks.paused) return
    const now = acquirer.clock.now()
    // Twice as many as fit, because those under way are still due and come first.
    for (const delivery of listDueDeliveries(acquirer.db, now, MAX_UNDER_WAY * 2)) {
      if (underWay.size < MAX_UNDER_WAY && !underWay.has(delivery.id)) void start(delivery)
    }
    // Every attempt that ends looks again; the alarm is for what becomes due meanwhile.
    alarm.setFor(findNextDelivery(acquirer.db, now))
  }

  return {
    wake: pump,
    async deliverNow(events) {
      if (stopping.aborted || acquirer.faults.current().webhooks.paused) return
      const deliveries = events.flatMap(event => listDeliveriesOf(acquirer.db, event))
      await Promise.all(deliveries.filter(delivery => delivery.state === 'pending').map(start))
    },
    async stopped() {
      alarm.clear()
      await Promise.all(underWay.values())
    },
  }
}
