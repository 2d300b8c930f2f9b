const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** What the settings are computed from. Sizes in bytes. */
export type Machine = { memoryBytes: number; cpuCount: number; freeDiskBytes: number }

/**
 * Server settings for one machine, as PostgreSQL names them. Durability is not negotiable: an acknowledged
 * transfer must survive a power cut, so fsync, synchronous_commit and full_page_writes are stated here although
 * they are the defaults, and given on the command line, where ALTER SYSTEM cannot override them.
 */
export function postgresSettings(machine: Machine, lz4: boolean): Record<string, string> {
  const quarterOfMemory = Math.floor(machine.memoryBytes / 4)
  const sharedBuffers = clamp(quarterOfMemory, 64 * MIB, GIB)
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: kilobytes(sharedBuffers),
    effective_cache_size: kilobytes(Math.max(sharedBuffers, Math.floor(machine.memoryBytes / 2))),
    work_mem: kilobytes(clamp(machine.memoryBytes / 1024, 4 * MIB, 16 * MIB)),
    maintenance_work_mem: kilobytes(clamp(machine.memoryBytes / 64, 64 * MIB, 256 * MIB)),
    ...walSettings(machine.freeDiskBytes, lz4),
    max_parallel_workers_per_gather: machine.cpuCount >= 4 ? '2' : '0',
    random_page_cost: '1.1',
    jit: 'off',
    // A process that froze between two statements must not hold the row locks of customers for longer than this.
    idle_in_transaction_session_timeout: '60s',
    // A killed API process leaves its backends waiting for locks; without this they would only notice at the end.
    client_connection_check_interval: '2s',
    timezone: 'UTC',
    ...logSettings,
  }
}

/** Few, long checkpoints spare the disk full-page images; on a small disk the log may not eat the free space. */
function walSettings(freeDiskBytes: number, lz4: boolean): Record<string, string> {
  return {
    max_wal_size: megabytes(clamp(freeDiskBytes / 8, 256 * MIB, 4 * GIB)),
    min_wal_size: '128MB',
    checkpoint_timeout: '15min',
    wal_compression: lz4 ? 'lz4' : 'off',
  }
}

const logSettings = {
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d ',
  lc_messages: 'C',
  // The DETAIL line of a violated constraint repeats the row's values, and those are customers' addresses.
  log_error_verbosity: 'terse',
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function kilobytes(bytes: number): string {
  return `${Math.floor(bytes / 1024)}kB`
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MIB)}MB`
}
