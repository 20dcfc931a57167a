// One of the peers, told by the driver over HTTP: node server.mjs <kind> <port>
import { createServer } from 'node:http'

const [kind, port] = [process.argv[2], Number(process.argv[3])]
const now = () => process.hrtime.bigint()
const name = (room) => `/public/r${room}`

function payload(seq, room) {
  return {
    seq, ns: Number(now()), op: 'created', service: 'messages', room, id: '5f2c9a417be',
    data: {
      id: 42, channel: 4711, author: 'alice',
      text: 'Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor',
      createdAt: '2026-01-01T00:00:00Z'
    }
  }
}

async function control(request, response, fanout) {
  const url = new URL(request.url, 'http://localhost')
  const number = (key) => Number(url.searchParams.get(key) ?? 0)
  response.end('ok')
  if (url.pathname === '/probe') {
    for (let room = 0; room < number('rooms'); room++) fanout(room, payload(-1, name(room)))
  } else if (url.pathname === '/publish') {
    const [rooms, count, rate] = [number('rooms'), number('count'), number('rate')]
    const begin = now()
    for (let i = 0; i < count; i++) {
      if (rate > 0) {
        const due = begin + BigInt(Math.round((i * 1e9) / rate))
        const wait = Number(due - now()) / 1e6
        await new Promise((next) => (wait > 1 ? setTimeout(next, wait) : setImmediate(next)))
      } else {
        await new Promise(setImmediate)
      }
      fanout(i % rooms, payload(Math.floor(i / rooms), name(i % rooms)))
    }
  }
}

const kinds = {
  async ws(http) {
    const { Sender, WebSocketServer } = await import('ws')
    const rooms = new Map()
    const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
    sockets.on('connection', (socket, request) => {
      const room = new URL(request.url, 'http://localhost').searchParams.get('room')
      if (!rooms.has(room)) rooms.set(room, new Set())
      rooms.get(room).add(socket)
      socket.on('close', () => rooms.get(room).delete(socket))
    })
    // the frame is made once and written to every socket as it is
    return (room, event) => {
      const frame = Buffer.concat(Sender.frame(Buffer.from(JSON.stringify(event)),
        { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true }))
      for (const socket of rooms.get('r' + room) ?? []) socket._socket.write(frame)
    }
  },

  async socketio(http) {
    const { Server } = await import('socket.io')
    const io = new Server(http, { perMessageDeflate: false })
    io.on('connection', (socket) => socket.join(socket.handshake.query.room))
    return (room, event) => io.to('r' + room).emit('message', event)
  },

  async feathers(http) {
    const { feathers } = await import('@feathersjs/feathers')
    const socketio = (await import('@feathersjs/socketio')).default
    const app = feathers()
    app.listen = () => {}
    app.configure(socketio((io) => {
      io.on('connection', (socket) => app.channel(socket.handshake.query.room).join(socket.feathers))
    }))
    // only services that come after the transport can publish
    app.use('messages', { create: async (data) => data })
    app.service('messages').publish('created', (data) => app.channel('r' + data.room.slice('/public/r'.length)))
    await app.setup(http)
    return (room, event) => app.service('messages').create(event)
  }
}

let fanout = () => {}
const http = createServer((request, response) => {
  if (!request.url.startsWith('/socket.io/')) control(request, response, (...event) => fanout(...event))
})
fanout = await kinds[kind](http)
http.listen(port, '127.0.0.1')
