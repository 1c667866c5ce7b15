/** The line of the test phone: one websocket for the words, one WebRTC connection for the sound, no screen. */
import { machineGreeting, type Greeting } from './greeting.js';

export type PhoneState = 'offline' | 'ready' | 'dialling' | 'ringing' | 'incoming' | 'talking';

export interface PhoneSnapshot {
  state: PhoneState;
  number: string;
  /** The numbers that can be called. */
  numbers: string[];
  callSid: string | null;
  /** The other party while there is one. */
  peer: string | null;
  /** Why the last call ended, or what is wrong now. */
  notice: 'unknown-number' | 'microphone' | 'cancelled' | 'ended' | 'number' | null;
}

export interface PhoneLineOptions {
  url: string;
  number: string;
  changed(snapshot: PhoneSnapshot): void;
  /** The other party's sound and our own, once both flow. */
  sound?(remote: MediaStream, own: MediaStream): void;
  microphone?: MediaTrackConstraints;
}

interface ServerFrame {
  type: 'registered' | 'ringing' | 'answered' | 'incoming' | 'cancelled' | 'ended' | 'error';
  callSid?: string | null;
  sdp?: string;
  from?: string;
  number?: string;
  numbers?: string[];
  reason?: string;
}

const RECONNECT_MS = 1500;

export class PhoneLine {
  private snapshot: PhoneSnapshot;
  private socket: WebSocket | null = null;
  private connection: RTCPeerConnection | null = null;
  private own: MediaStream | null = null;
  private greeting: Greeting | null = null;
  private offered: string | null = null;
  private closed = false;

  constructor(private readonly options: PhoneLineOptions) {
    this.snapshot = {
      state: 'offline',
      number: options.number,
      numbers: [],
      callSid: null,
      peer: null,
      notice: null,
    };
    this.open();
  }

  get current(): PhoneSnapshot {
    return this.snapshot;
  }

  takeNumber(number: string): void {
    this.change({ number });
    this.send({ type: 'register', number });
  }

  async dial(to: string): Promise<void> {
    if (this.snapshot.state !== 'ready') return;
    this.change({ state: 'dialling', peer: to, notice: null });
    const connection = await this.connect();
    if (!connection) return;
    await connection.setLocalDescription(await connection.createOffer());
    this.send({ type: 'dial', to, sdp: connection.localDescription?.sdp });
  }

  /** A person speaks with the microphone; a machine with its own greeting. */
  async answer(as: 'person' | 'machine' = 'person'): Promise<void> {
    if (this.snapshot.state !== 'incoming' || !this.offered) return;
    if (as === 'machine') this.greeting = machineGreeting();
    const connection = await this.connect();
    if (!connection) return;
    await connection.setRemoteDescription({ type: 'offer', sdp: this.offered });
    await connection.setLocalDescription(await connection.createAnswer());
    this.send({ type: 'answer', callSid: this.snapshot.callSid, sdp: connection.localDescription?.sdp });
    this.change({ state: 'talking' });
  }

  reject(reason: 'busy' | 'no-answer'): void {
    this.send({ type: 'reject', callSid: this.snapshot.callSid, reason });
    this.over(null);
  }

  hangUp(): void {
    this.send({ type: 'hangup', callSid: this.snapshot.callSid });
    this.over(null);
  }

  press(digits: string): void {
    this.send({ type: 'digits', callSid: this.snapshot.callSid, digits });
  }

  close(): void {
    this.closed = true;
    this.release();
    this.socket?.close();
  }

  private open(): void {
    const socket = new WebSocket(this.options.url);
    this.socket = socket;
    socket.onopen = () => this.send({ type: 'register', number: this.snapshot.number });
    socket.onmessage = (event: MessageEvent<string>) => {
      if (event.data.trim() === '') socket.send('\n');
      else void this.receive(JSON.parse(event.data) as ServerFrame);
    };
    socket.onclose = () => {
      this.release();
      this.change({ state: 'offline', callSid: null, peer: null });
      if (!this.closed) setTimeout(() => this.open(), RECONNECT_MS);
    };
  }

  private async receive(frame: ServerFrame): Promise<void> {
    switch (frame.type) {
      case 'registered':
        this.change({ numbers: frame.numbers ?? [], notice: null });
        if (this.snapshot.state === 'offline') this.change({ state: 'ready' });
        return;
      case 'ringing':
        return this.change({ state: 'ringing', callSid: frame.callSid ?? null });
      case 'answered':
        await this.connection?.setRemoteDescription({ type: 'answer', sdp: frame.sdp });
        return this.change({ state: 'talking' });
      case 'incoming':
        this.offered = frame.sdp ?? null;
        return this.change({
          state: 'incoming',
          callSid: frame.callSid ?? null,
          peer: frame.from ?? null,
          notice: null,
        });
      case 'cancelled':
        return this.over('cancelled');
      case 'ended':
        return this.over(frame.reason === 'unknown-number' ? 'unknown-number' : 'ended');
      case 'error':
        return this.change({ notice: 'number' });
    }
  }

  /** The carrier's side is public and learns our address from our packets: no candidate has to be waited for. */
  private async connect(): Promise<RTCPeerConnection | null> {
    try {
      const audio = this.options.microphone ?? true;
      this.own = this.greeting?.stream ?? (await navigator.mediaDevices.getUserMedia({ audio }));
    } catch {
      if (this.snapshot.state === 'incoming') this.reject('busy');
      this.over('microphone');
      return null;
    }
    const own = this.own;
    const connection = new RTCPeerConnection();
    this.connection = connection;
    for (const track of own.getTracks()) connection.addTrack(track, own);
    connection.ontrack = ({ streams: [remote] }) => remote && this.options.sound?.(remote, own);
    return connection;
  }

  private over(notice: PhoneSnapshot['notice']): void {
    this.release();
    this.change({
      state: this.socket?.readyState === WebSocket.OPEN ? 'ready' : 'offline',
      callSid: null,
      peer: null,
      notice,
    });
  }

  private release(): void {
    this.connection?.close();
    this.connection = null;
    for (const track of this.own?.getTracks() ?? []) track.stop();
    this.own = null;
    this.greeting?.stop();
    this.greeting = null;
    this.offered = null;
  }

  private send(frame: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private change(change: Partial<PhoneSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    this.options.changed(this.snapshot);
  }
}
