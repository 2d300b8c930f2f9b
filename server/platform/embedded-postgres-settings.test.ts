import { expect, test } from 'vitest'
import { postgresSettings } from './embedded-postgres-settings.ts'

const gib = 1024 ** 3

test('a quarter of the memory is for the buffers, up to 1 GiB', () => {
  const buffers = (memoryBytes: number): string | undefined =>
    postgresSettings({ memoryBytes, cpuCount: 2, freeDiskBytes: 100 * gib }, false)['shared_buffers']
  expect(buffers(gib)).toBe('262144kB')
  expect(buffers(64 * gib)).toBe('1048576kB')
  expect(buffers(gib / 8)).toBe('65536kB')
})

test('durability is on whatever the machine', () => {
  const settings = postgresSettings({ memoryBytes: gib, cpuCount: 1, freeDiskBytes: gib }, false)
  expect(settings).toMatchObject({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' })
})

test('the log may take 4 GB of a large disk and an eighth of a small one', () => {
  const wal = (freeDiskBytes: number): string | undefined =>
    postgresSettings({ memoryBytes: gib, cpuCount: 2, freeDiskBytes }, false)['max_wal_size']
  expect(wal(500 * gib)).toBe('4096MB')
  expect(wal(8 * gib)).toBe('1024MB')
  expect(wal(gib)).toBe('256MB')
})

test('the log is compressed only where the build can', () => {
  const machine = { memoryBytes: gib, cpuCount: 2, freeDiskBytes: gib }
  expect(postgresSettings(machine, true)['wal_compression']).toBe('lz4')
  expect(postgresSettings(machine, false)['wal_compression']).toBe('off')
})
