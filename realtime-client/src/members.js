/**
 * Who is in a room, where the server keeps presence for it.
 * @typedef {{ user: string, [property: string]: unknown }} Member
 */
export class Members {
  /** @type {Map<string, Member> | undefined} */
  #members;

  /** @returns {Member[] | undefined} undefined where presence is off or the room not joined */
  get list() {
    return this.#members && [...this.#members.values()];
  }

  /**
   * @param {Member[] | undefined} members all of them, as a join says
   * @returns {{ joined: Member[], left: Member[] } | undefined} what is different now, undefined where nothing is
   */
  replace(members) {
    const before = this.#members;
    this.#members = members && new Map(members.map((member) => [member.user, member]));
    if (!before || !this.#members) {
      return undefined;
    }
    const after = this.#members;
    const joined = [...after.values()].filter(({ user }) => !before.has(user));
    const left = [...before.values()].filter(({ user }) => !after.has(user));
    return joined.length + left.length > 0 ? { joined, left } : undefined;
  }

  /** @param {{ joined?: Member[], left?: Member[] }} change may repeat what is known already */
  apply({ joined = [], left = [] }) {
    this.#members ??= new Map();
    for (const { user } of left) {
      this.#members.delete(user);
    }
    for (const member of joined) {
      this.#members.set(member.user, member);
    }
  }
}
