// Written by the server's tests from its Java types: see RealtimeTypes. Do not edit.

/** What clients get and send, as `Realtime<Types>` wants it. */
export interface Types {
  /** What `created` and `updated` tell, by type. */
  resources: {
    channel: Channel;
    message: Message;
  };
  /** What `deleted` tells, where it is something else. */
  deleted: {};
  /** The data of events, by name. */
  events: {
    direct: DirectMessage;
    notice: Notice;
    writing: Writing;
  };
  /** Methods of the server, by name. */
  calls: {
    'channels.rename': {
      body: Rename;
      result: Renamed;
    };
  };
}

export interface Channel {
  id: number;
  lastMessageId: number;
  members: string[];
  name: string;
  owner: string;
  restricted: boolean;
  topic: string;
}

export interface DirectMessage {
  author: string;
  recipient: string;
  ref: string;
  text: string;
  id: number;
  sentAt: string;
}

export interface Message {
  channelId: number;
  author: string;
  ref: string;
  text: string;
  editedAt: string | null;
  id: number;
  sentAt: string;
  version: number;
}

export interface Notice {
  text: string;
}

export interface Person {
  name: string;
  fullName: string;
}

export interface Rename {
  id: number;
  name: string;
}

export interface Renamed {
  id: number;
  name: string;
}

export interface Writing {}
