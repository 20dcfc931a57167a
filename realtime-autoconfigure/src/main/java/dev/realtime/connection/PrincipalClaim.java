package dev.realtime.connection;

import java.util.Map;

import dev.realtime.RealtimeUser;

/**
 * The claim that names the user.
 *
 * @param name the claim's name
 */
record PrincipalClaim(String name) {

	/**
	 * Whose claims these are.
	 * @param claims claims of a verified token
	 * @return the user
	 * @throws AuthenticationRefused if the claim is missing or cannot be a user's name
	 */
	RealtimeUser user(Map<String, Object> claims) {
		String user = TokenCodec.userName(claims.get(this.name));
		if (user == null || !RealtimeUser.isValidName(user)) {
			throw AuthenticationRefused.invalid();
		}
		return new RealtimeUser(user, claims);
	}

}
