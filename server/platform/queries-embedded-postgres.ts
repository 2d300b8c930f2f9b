import { Client } from 'pg'

/**
 * Creates the program's database and the role that owns it, when missing, in a server of which we are the
 * superuser. The owner is no superuser: it may create tables and the application's roles, and nothing else.
 */
export async function ensureDatabase(
  superuserUrl: string,
  wanted: { database: string; owner: string; ownerPassword: string },
): Promise<void> {
  await withClient(superuserUrl, async client => {
    const owner = client.escapeIdentifier(wanted.owner)
    const password = client.escapeLiteral(wanted.ownerPassword)
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [wanted.owner])
    const verb = role.rows.length === 0 ? 'CREATE' : 'ALTER'
    await client.query(`${verb} ROLE ${owner} LOGIN CREATEROLE PASSWORD ${password}`)
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [wanted.database])
    if (database.rows.length > 0) return
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(wanted.database)} OWNER ${owner}`)
  })
}

/** Copies a database that nobody is connected to; the copy has the same owner and grants. */
export async function cloneDatabase(
  superuserUrl: string,
  names: { template: string; clone: string; owner: string },
): Promise<void> {
  await withClient(superuserUrl, async client => {
    const [template, clone, owner] = [names.template, names.clone, names.owner].map(client.escapeIdentifier)
    await client.query(`CREATE DATABASE ${clone} TEMPLATE ${template} OWNER ${owner}`)
  })
}

/** Drops a database and cuts off whoever is still connected. */
export async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await withClient(superuserUrl, async client => {
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`)
  })
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'okpay launcher' })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
