import { createHmac } from 'node:crypto';
import { scramVerifier } from './scram-verifier';

describe('a SCRAM verifier', () => {
  it('gives the server signature of the exchange in RFC 7677 §3', () => {
    const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const verifier = scramVerifier('pencil', Buffer.from(salt, 'base64'));
    const serverKey = verifier.slice(verifier.lastIndexOf(':') + 1);
    const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
    const signature = createHmac('sha256', Buffer.from(serverKey, 'base64')).update(exchange).digest('base64');
    expect(verifier.startsWith(`SCRAM-SHA-256$4096:${salt}$`)).toBe(true);
    expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  it('is salted anew each time', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });

  it('refuses a password that would need normalisation', () => {
    expect(() => scramVerifier('päss')).toThrow('expected none; choose another password');
  });
});
