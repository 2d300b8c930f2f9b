import SftpClient from 'ssh2-sftp-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newKeys } from '../keys.ts'
import { eventually, keys, openBranch, type Branch } from '../testing/harness.ts'

const REFUSED = 'All configured authentication methods failed'

let branch: Branch
beforeEach(async () => {
  branch = await openBranch()
})
afterEach(() => branch.close())

async function connectWith(options: {
  username?: string
  privateKey?: string
  password?: string
}): Promise<void> {
  const client = new SftpClient()
  const { hostname, port } = new URL(branch.bank.sftpUrl)
  try {
    await client.connect({ host: hostname, port: Number(port), username: 'okpay', retries: 0, ...options })
  } finally {
    await client.end().catch(() => undefined)
  }
}

test('only the agreed key opens the file server', async () => {
  await connectWith({ privateKey: keys.client.private })
  await expect(connectWith({ privateKey: newKeys().private })).rejects.toThrow(REFUSED)
  await expect(connectWith({ password: 'okpay' })).rejects.toThrow(REFUSED)
  await expect(connectWith({ username: 'root', privateKey: keys.client.private })).rejects.toThrow(REFUSED)
})

test('nobody sees or writes anything outside of the folders', async () => {
  const client = await branch.connect()
  await client.put(Buffer.from('half'), '/in/x.xml.part')
  await branch.steer('GET', '/steer/api/settled')
  expect((await client.list('/in')).map(({ name }) => name).toSorted()).toEqual(['archive', 'x.xml.part'])
  expect((await client.list('/../..')).map(({ name }) => name).toSorted()).toEqual(['in', 'out'])
  expect(await client.exists('/../bank.sqlite')).toBe(false)
  for (const place of ['/out/x.xml', '/x.xml', '/in/../x.xml', '/in/archive/x.xml'])
    await expect(client.put(Buffer.from('x'), place)).rejects.toThrow('Files are written to /in only.')
  await expect(client.mkdir('/mine')).rejects.toThrow('unsupported')
  await expect(client.delete('/in/archive')).rejects.toThrow('Only unfinished files may be removed.')
  await client.delete('/in/x.xml.part')
  await client.end()
})

test('a rename never replaces a file, and files can be read back and moved to the archive', async () => {
  const client = await branch.connect()
  await client.put(Buffer.from('one'), '/in/one.part')
  await client.put(Buffer.from('two'), '/in/two.part')
  await expect(client.rename('/in/one.part', '/in/two.part')).rejects.toThrow('is there already')
  await branch.steer('POST', '/steer/api/credits', {
    amount: { value: '1.00', currency: 'EUR' },
    debtor: { name: 'Mei Lin' },
    at_once: true,
  })
  await branch.steer('GET', '/steer/api/settled')
  const [sent] = await branch.sent('camt.054')
  const read = await client.get(`/out/${sent?.name}`)
  expect(Buffer.isBuffer(read) && read.toString('utf8')).toBe(sent?.text)
  await client.rename(`/out/${sent?.name}`, `/out/archive/${sent?.name}`)
  expect(await client.exists(`/out/archive/${sent?.name}`)).toBe('-')
  await client.end()
})

test('unreachable: connections end and none begins, until it is over', async () => {
  const client = await branch.connect()
  client.on('error', () => undefined)
  await branch.steer('PUT', '/steer/api/faults', { unreachable: {} })
  await eventually(() =>
    client.list('/out').then(
      () => false,
      () => true,
    ),
  )
  await expect(connectWith({ privateKey: keys.client.private })).rejects.toThrow(
    /closed|end|reset|handshake/i,
  )
  await expect(branch.steer('POST', '/name_checks', {})).rejects.toThrow('503')
  await branch.steer('PUT', '/steer/api/faults', {})
  await connectWith({ privateKey: keys.client.private })
})
