namespace BlinkSaaS.E2E.Product;

/// <summary>Roles as the database has them.</summary>
public enum WorkspaceRole
{
    Owner = 0,
    Admin = 1,
    Member = 2,
    Viewer = 3,
}
