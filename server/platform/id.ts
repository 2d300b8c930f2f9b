import { randomUUIDv7 } from 'node:crypto'

/** A new UUIDv7: sortable by time, so that primary keys grow at one end and shards can be cut anywhere. */
export function newId(): string {
  return randomUUIDv7()
}
