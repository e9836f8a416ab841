// Makes of the members in MONGO_HOSTS (host:port, comma-separated) a replica set, and in it the user of the desk. Runs in the
// network of the first member, since only from there a set without users takes its first one. Again it changes nothing but
// the password of the desk's user and members that were added.
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'

const need = name => process.env[name] || fail(`${name} is not set`)
const hosts = need('MONGO_HOSTS').split(',')
const [rootPassword, deskPassword] = [need('MONGO_ROOT_PASSWORD'), need('MONGO_DESK_PASSWORD')]
const database = process.env.MONGO_DATABASE || 'topicdesk'
const here = process.env.MONGO_SELF || '127.0.0.1:27017'
const root = { username: 'root', password: rootPassword }
const patienceMs = 60_000
const until = Date.now() + patienceMs
const codes = { unauthorized: 13, authenticationFailed: 18, alreadyInitialized: 23 }

function fail(why) {
  console.error(`init-mongo: ${why}`)
  process.exit(1)
}

async function on(auth, work) {
  const client = new MongoClient(`mongodb://${here}/admin`, {
    directConnection: true,
    serverSelectionTimeoutMS: 2000,
    ...(auth && { auth })
  })
  try {
    return await work(client.db('admin'))
  } finally {
    await client.close()
  }
}

/** Until it works: members start one after another, and a set needs a moment for its first election. */
async function patiently(what, work) {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > until) fail(`${what}: ${error.message}`)
      await sleep(500)
    }
  }
}

const isRootKnown = () =>
  on(root, db => db.command({ ping: 1 })).then(
    () => true,
    error => {
      if (error.code === codes.authenticationFailed) return false
      throw error
    }
  )

const members = hosts.map((host, _id) => ({ _id, host }))

async function initiate(db) {
  try {
    await db.command({ replSetInitiate: { _id: 'desk', members } })
  } catch (error) {
    if (error.code !== codes.alreadyInitialized) throw error
  }
}

async function leads(db) {
  if (!(await db.command({ hello: 1 })).isWritablePrimary) throw new Error('no primary yet')
}

async function addRoot(db) {
  await leads(db)
  await db.command({ createUser: root.username, pwd: rootPassword, roles: ['root'] })
}

async function addMembers(db) {
  const { config } = await db.command({ replSetGetConfig: 1 })
  const missing = hosts.filter(host => !config.members.some(member => member.host === host))
  // One at a time, as the server wants it.
  for (const host of missing) {
    const { config: now } = await db.command({ replSetGetConfig: 1 })
    const _id = Math.max(...now.members.map(member => member._id)) + 1
    const next = { ...now, version: now.version + 1, members: [...now.members, { _id, host }] }
    await db.command({ replSetReconfig: next })
  }
}

async function addDesk(db) {
  const user = 'desk'
  const roles = [database, `${database}-state`].map(db => ({ role: 'readWrite', db }))
  const { users } = await db.command({ usersInfo: user })
  const command = users.length > 0 ? { updateUser: user } : { createUser: user }
  await db.command({ ...command, pwd: deskPassword, roles })
}

if (!(await patiently('the first member does not answer', isRootKnown))) {
  await patiently('the set could not be initiated', () => on(undefined, initiate))
  await patiently('the first user could not be made (is MONGO_ROOT_PASSWORD another one than before?)', async () => {
    if (!(await isRootKnown())) await on(undefined, addRoot)
  })
}
const { primary } = await patiently('there is no primary', async () => {
  const hello = await on(root, db => db.command({ hello: 1 }))
  if (!hello.primary) throw new Error('no primary yet')
  return hello
})
if (hosts.includes(primary) && primary !== hosts[0]) console.log(`${primary} leads: users are as they were`)
else {
  await patiently('members could not be added', () => on(root, addMembers))
  await patiently('the user of the desk could not be made', () => on(root, addDesk))
}
console.log(`replica set desk of ${hosts.join(', ')} is ready`)
process.exit(0)
