import { Socket } from 'node:net';
import { Client } from 'pg';
import { PostgresError } from './error.ts';
import { failure } from './failure.ts';
import type { Connection, Credentials } from './options.ts';
import { tlsOf } from './tls.ts';

/** A connected client, the socket below it, and what people call the place. */
export interface OpenClient {
  readonly client: Client;
  readonly socket: Socket;
  readonly place: string;
}

/** Values as the server writes them; a truth value in words. */
const asText = { getTypeParser: (oid: number) => (oid === 16 ? wordOf : unchanged) };

const unchanged = (text: unknown): unknown => text;
const wordOf = (text: unknown): unknown => (text === 't' ? 'true' : 'false');

/**
 * Connects once.
 *
 * @param of - `name`: what the database's own list of sessions shows; an aborted signal ends the attempt
 * @throws PostgresError `not-ready`, `refused`; the signal's reason
 */
export async function openClient(
  connection: Connection,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<OpenClient> {
  signal.throwIfAborted();
  const socket = new Socket();
  const given = await credentialsOf(connection);
  const { port, database, user } = connection;
  // As the driver does; TLS depends on it.
  const host = connection.host ?? (process.env['PGHOST'] || 'localhost');
  const settings = {
    host,
    port,
    database,
    user: given?.user ?? user,
    ...(given ? { password: given.password } : {}),
    application_name: name,
    connectionTimeoutMillis: connection.connectSeconds * 1000,
    keepAlive: true,
    stream: () => socket,
    types: asText,
    ssl: tlsOf(connection, host),
  };
  const client = new Client(settings);
  const place = `${client.host}:${client.port}/${client.database ?? ''}`;
  const stop = () => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  // Between statements there is nobody to tell; the next statement fails with it.
  client.on('error', stop);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw failure(error, { place, step: 'connecting', connecting: true });
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return { client, socket, place };
}

async function credentialsOf({ credentials }: Connection): Promise<Credentials | undefined> {
  try {
    return await credentials?.();
  } catch (error) {
    throw new PostgresError('refused', 'The function credentials of the connection failed; see that it gives them.', {
      cause: error,
    });
  }
}
