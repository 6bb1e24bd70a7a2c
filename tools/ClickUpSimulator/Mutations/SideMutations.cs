using ClickUpSimulator.Worlds;

namespace ClickUpSimulator.Mutations;

/// <summary>Changes of what stands beside the tasks.</summary>
public sealed partial class WorldMutations
{
    private long madeComments;

    /// <summary>Whether ClickUp moves the task's date_updated with it is not documented, so both are played.</summary>
    public Comment AddComment(string taskId, string text, bool touchTask = true)
    {
        lock (world.Gate)
        {
            var task = Task(taskId);
            var comment = Write(task.CommentList ??= [], text, new Commented(Task: task));
            if (touchTask)
                Stamp(task);
            world.Changed();
            return comment;
        }
    }

    /// <summary>A comment on the list itself, of which nothing else in the API tells.</summary>
    public Comment AddListComment(string listId, string text)
    {
        lock (world.Gate)
        {
            var list = world.ListsById.GetValueOrDefault(listId) ?? throw new ArgumentException($"There is no list '{listId}'.", nameof(listId));
            world.Changed();
            return Write(list.CommentList, text, new Commented(List: list));
        }
    }

    /// <summary>Something written in a chat view.</summary>
    public Comment AddChatComment(string viewId, string text)
    {
        lock (world.Gate)
        {
            var view = world.WorkspaceList.SelectMany(workspace => workspace.ViewList).FirstOrDefault(known => known.Id == viewId)
                ?? throw new ArgumentException($"There is no view '{viewId}'.", nameof(viewId));
            world.Changed();
            return Write(view.CommentList, text, new Commented(View: view));
        }
    }

    private Comment Write(List<Comment> comments, string text, Commented on)
    {
        var comment = new Comment
        {
            Id = (80_110_000_000 + ++madeComments).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Text = text,
            Author = tokens.OwnerToken.User,
            Date = world.NextStamp(),
        };
        comments.Add(comment);
        world.CommentsById.Add(comment.Id, (comment, on));
        return comment;
    }

    public CustomField RenameField(string fieldId, string name)
    {
        lock (world.Gate)
        {
            var field = world.Lists.SelectMany(list => list.Fields).FirstOrDefault(known => known.Id == fieldId)
                ?? throw new ArgumentException($"There is no custom field '{fieldId}'.", nameof(fieldId));
            field.Name = name;
            foreach (var task in world.Tasks.Where(task => task.List.Fields.Contains(field)))
                task.Body = null;
            world.Changed();
            return field;
        }
    }

    /// <summary>Its start stays where it was: that is what an edit does not move.</summary>
    public TimeEntry UpdateTimeEntry(string entryId, string description)
    {
        lock (world.Gate)
        {
            var entry = world.WorkspaceList.SelectMany(workspace => workspace.TimeEntries).FirstOrDefault(known => known.Id == entryId)
                ?? throw new ArgumentException($"There is no time entry '{entryId}'.", nameof(entryId));
            entry.Description = description;
            entry.At = world.NextStamp();
            world.Changed();
            return entry;
        }
    }

    public void DeleteTimeEntry(string entryId)
    {
        lock (world.Gate)
        {
            foreach (var workspace in world.WorkspaceList)
                workspace.TimeEntries.RemoveAll(entry => entry.Id == entryId);
            world.Changed();
        }
    }

    public Doc UpdateDocPage(string pageId, string content)
    {
        lock (world.Gate)
        {
            foreach (var doc in world.WorkspaceList.SelectMany(workspace => workspace.Docs))
            {
                if (doc.Pages.SelectMany(page => page.Below.Prepend(page)).FirstOrDefault(page => page.Id == pageId) is not { } page)
                    continue;
                page.Content = content;
                page.DateUpdated = doc.DateUpdated = world.NextStamp();
                world.Changed();
                return doc;
            }
            throw new ArgumentException($"There is no page '{pageId}'.", nameof(pageId));
        }
    }
}
